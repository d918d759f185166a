package org.caraway.it.speed;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.util.Collections;
import org.caraway.TaskCall;
import org.caraway.TaskQueue;
import org.caraway.admin.TaskAdmin;

/** Enqueues, one for each request or many at once, each request in a transaction of its own. */
@Path("speed")
@RequestScoped
@Produces("text/plain")
public class SpeedResource {

    private static final String PAYLOAD = "x".repeat(200);
    private static final String QUEUE = "default";

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskAdmin admin;

    @POST
    @Transactional
    public String enqueue() {
        return tasks.enqueue(SpeedTasks::measure, PAYLOAD).id().toString();
    }

    @POST
    @Path("{kind}")
    @Transactional
    public void enqueueMany(@PathParam("kind") String kind, @QueryParam("count") int count) {
        TaskCall<Integer> call = kind.equals("write")
                ? tasks.call(SpeedTasks::write, PAYLOAD)
                : tasks.call(SpeedTasks::measure, PAYLOAD);
        tasks.enqueueAll(Collections.nCopies(count, call));
    }

    @PUT
    @Path("{state}")
    public void set(@PathParam("state") String state) {
        if (state.equals("paused")) {
            admin.pause(QUEUE);
        } else {
            admin.resume(QUEUE);
        }
    }
}
