package org.caraway.it.nodes.context;

import jakarta.annotation.security.DeclareRoles;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Application;
import org.caraway.TaskQueue;

/** Enqueues on behalf of the caller. */
@Path("context")
@RequestScoped
public class ContextTransferResource {

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private ContextTransferTenant tenant;

    /** Answers the task's id. */
    @POST
    @Produces("text/plain")
    public String begin(@HeaderParam("X-Tenant") String id) {
        tenant.setId(id);
        return tasks.enqueue(ContextTransferTasks::readContext).id().toString();
    }

    /** Opens the resource. */
    @ApplicationPath("api")
    @DeclareRoles({"clerk", "driver", "manager"})
    public static class Opened extends Application {}
}
