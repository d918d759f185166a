package org.caraway.it.tasks.logging;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Application;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Collectors;
import org.caraway.TaskHandle;
import org.caraway.TaskLogEntry;
import org.caraway.TaskQueue;
import org.slf4j.MDC;

/** Enqueues a task that logs, and reads what it logged. */
@Path("logs")
@RequestScoped
@Produces("text/plain")
public class LogResource {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    /** The task's id, and what it saw. */
    @POST
    public String call() {
        MDC.put("orderId", "42");
        MDC.put("session", "stays here");
        try {
            TaskHandle<String> handle = tasks.enqueue(LogTasks::log, "a@b", "s3cret");
            return handle.id() + "\n" + handle.await(PATIENCE);
        } finally {
            MDC.clear();
        }
    }

    /** What the task logged: attempt, level, logger and text. */
    @GET
    @Path("{id}")
    public String log(@PathParam("id") UUID id) {
        return tasks.handle(id, String.class).log().stream()
                .map(LogResource::line)
                .collect(Collectors.joining("\n"));
    }

    private static String line(TaskLogEntry entry) {
        return entry.attempt() + " " + entry.level() + " " + entry.logger() + " " + entry.line();
    }

    /** Opens the resource. */
    @ApplicationPath("api")
    public static class Opened extends Application {}
}
