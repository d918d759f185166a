package org.caraway.demo;

import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Makes a task that fails, a workflow that waits and a queue that is paused, to be found and helped in the console. */
@Path("demo/trouble")
@Produces(MediaType.APPLICATION_JSON)
public class TroubleResource {

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private Trouble trouble;

    /** 202, and where the trouble is. */
    @POST
    public Response cause() {
        return Response.accepted(trouble.cause()).build();
    }
}
