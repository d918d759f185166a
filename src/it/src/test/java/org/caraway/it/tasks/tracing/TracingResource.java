package org.caraway.it.tasks.tracing;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Application;
import java.time.Duration;
import java.util.UUID;
import org.caraway.TaskQueue;

/** Enqueues, and shows the spans of Caraway that were exported. */
@Path("traces")
@RequestScoped
@Produces("text/plain")
public class TracingResource {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    @POST
    public String call() {
        UUID child = tasks.enqueue(TracingTasks::parent).await(PATIENCE);
        return tasks.handle(child, String.class).await(PATIENCE);
    }

    @GET
    public String exported() {
        return String.join("\n", SpanMemory.EXPORTED);
    }

    /** Opens the resource. */
    @ApplicationPath("api")
    public static class Opened extends Application {}
}
