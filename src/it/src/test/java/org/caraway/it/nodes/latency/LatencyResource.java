package org.caraway.it.nodes.latency;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Instant;
import org.caraway.TaskQueue;

/** Enqueues a task for each request. */
@Path("latency")
@RequestScoped
public class LatencyResource {

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    @POST
    public String enqueue() {
        return tasks.enqueue(LatencyTasks::measure, Instant.now()).id().toString();
    }
}
