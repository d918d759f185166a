package org.caraway.it.tasks.propagation;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Application;
import java.time.Duration;
import java.util.UUID;
import org.caraway.TaskQueue;

/**
 * Enqueues for whoever calls, and answers what the tasks saw: one for the call, one for a task, one without context.
 */
@Path("calls")
@RequestScoped
public class PropagationResource {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private CallerTenant tenant;

    @POST
    @Produces("text/plain")
    public String call(@HeaderParam("X-Tenant") String id) {
        tenant.setId(id);
        String direct = tasks.enqueue(PropagationTasks::look).await(PATIENCE);
        UUID child = tasks.enqueue(PropagationTasks::delegate).await(PATIENCE);
        String inherited = tasks.handle(child, String.class).await(PATIENCE);
        String without = tasks.enqueue(tasks.call(PropagationTasks::look).withoutContext())
                .await(PATIENCE);
        return String.join("\n", direct, inherited, without);
    }

    /** Opens the resource. */
    @ApplicationPath("api")
    public static class Opened extends Application {}
}
