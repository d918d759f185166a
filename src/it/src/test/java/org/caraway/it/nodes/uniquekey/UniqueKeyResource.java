package org.caraway.it.nodes.uniquekey;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Duration;
import java.util.UUID;
import org.caraway.TaskQueue;
import org.caraway.TaskRevokedException;

/** Enqueues for {@link UniqueKeyIT}. */
@RequestScoped
@Path("unique-key")
public class UniqueKeyResource {

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private UniqueKeyTasks uniqueKeys;

    /** Enqueues under one key, for later; returns the id of the task that stands for the call. */
    @POST
    @Path("unique/{key}")
    public String unique(@PathParam("key") String key) {
        return tasks.enqueue(
                        tasks.call(UniqueKeyTasks::echo, key).uniqueKey(key).in(Duration.ofHours(1)))
                .id()
                .toString();
    }

    /** Enqueues into a queue that nobody serves; returns the id. */
    @POST
    @Path("expiring")
    public String expiring() {
        return tasks.enqueue(
                        tasks.call(UniqueKeyTasks::echo, "late").queue("nobody").expiresIn(Duration.ofMillis(500)))
                .id()
                .toString();
    }

    /** Waits for the task and returns why there is no result. */
    @GET
    @Path("outcome/{id}")
    public String outcome(@PathParam("id") UUID id) {
        try {
            return "it returned " + tasks.handle(id, String.class).await(Duration.ofSeconds(60));
        } catch (TaskRevokedException expired) {
            return String.valueOf(expired.getMessage());
        }
    }

    /** Whether this process received the event that the task expired. */
    @GET
    @Path("expired/{id}")
    public boolean expired(@PathParam("id") UUID id) {
        return uniqueKeys.eventsOf(id);
    }
}
