package org.caraway.it.nodes.broadcast;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import org.caraway.TaskQueue;

/** Enqueues for all nodes, or for one. */
@Path("broadcast")
@RequestScoped
public class BroadcastResource {

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    /** Returns for how many workers. */
    @POST
    @Transactional
    public int everywhere() {
        return tasks.broadcast(tasks.call(BroadcastTasks::everywhere)).size();
    }

    /** Leaves nothing. */
    @POST
    @Path("rolled-back")
    @Transactional
    public int rolledBack() {
        throw new IllegalStateException("rolls back " + everywhere());
    }

    @POST
    @Path("there")
    public String there(@QueryParam("node") String node) {
        return tasks.enqueue(tasks.call(BroadcastTasks::there).node(node)).id().toString();
    }

    @POST
    @Path("routed")
    public String routed(@QueryParam("node") String node) {
        try {
            return tasks.enqueue(BroadcastTasks::routed, node).id().toString();
        } catch (IllegalArgumentException refused) {
            return String.valueOf(refused.getMessage());
        }
    }
}
