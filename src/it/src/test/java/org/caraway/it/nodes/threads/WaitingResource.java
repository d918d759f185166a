package org.caraway.it.nodes.threads;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.Collections;
import java.util.stream.IntStream;
import org.caraway.TaskQueue;

/** Enqueues tasks that wait. */
@Path("waiting")
@RequestScoped
public class WaitingResource {

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    /** Returns how many wait for each other. */
    @POST
    @Path("meet")
    public int meet(@QueryParam("count") int count) {
        return tasks.enqueueAll(Collections.nCopies(count, tasks.call(WaitingTasks::meet)))
                .size();
    }

    /** Returns how many wait for a second. */
    @POST
    @Path("second")
    public int second(@QueryParam("count") int count) {
        return tasks.enqueueAll(IntStream.range(0, count)
                        .mapToObj(number -> tasks.call(WaitingTasks::second, number))
                        .toList())
                .size();
    }
}
