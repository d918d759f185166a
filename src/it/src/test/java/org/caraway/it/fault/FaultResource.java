package org.caraway.it.fault;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.caraway.QueueUnavailableException;
import org.caraway.TaskCall;
import org.caraway.TaskQueue;

/** The requests of the tests: enqueue tasks, and read the state of the application. */
@Path("fault")
@RequestScoped
public class FaultResource {

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    /** Enqueues equal tasks and answers with their ids, a line each; 503 names the exception that was thrown. */
    @POST
    @Path("tasks")
    public Response enqueue(
            @QueryParam("name") String name,
            @QueryParam("count") @DefaultValue("1") int count,
            @QueryParam("millis") int millis,
            @QueryParam("delay") @DefaultValue("PT0S") String delay) {
        TaskCall<Object> call = tasks.<Object>call(name, millis).in(Duration.parse(delay));
        List<TaskCall<Object>> calls = Collections.nCopies(count, call);
        try {
            String ids = tasks.enqueueAll(calls).stream()
                    .map(handle -> handle.id().toString())
                    .collect(Collectors.joining("\n"));
            return Response.ok(ids).build();
        } catch (QueueUnavailableException away) {
            return Response.status(Response.Status.SERVICE_UNAVAILABLE)
                    .entity(away.getClass().getName())
                    .build();
        }
    }

    /** The bytes of heap in use after a collection. */
    @GET
    @Path("heap")
    @SuppressWarnings("DoNotCallSuggester") // a test wants what a collection leaves
    public long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** The server's own idea of the time, in milliseconds since 1970. */
    @GET
    @Path("clock")
    public long clock() {
        return System.currentTimeMillis();
    }
}
