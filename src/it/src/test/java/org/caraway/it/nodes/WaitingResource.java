package org.caraway.it.nodes;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.stream.IntStream;
import org.caraway.TaskQueue;

/** Enqueues tasks that wait, and tells how many did at the same time. */
@Path("waiting")
@RequestScoped
public class WaitingResource {

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private WaitingTasks waiting;

    /** Returns how many. */
    @POST
    public int enqueue(@QueryParam("count") int count) {
        return tasks.enqueueAll(IntStream.range(0, count)
                        .mapToObj(number -> tasks.call(WaitingTasks::second, number))
                        .toList())
                .size();
    }

    /** The most that waited at the same time. */
    @GET
    public int most() {
        return waiting.most();
    }
}
