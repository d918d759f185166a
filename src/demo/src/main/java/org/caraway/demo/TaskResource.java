package org.caraway.demo;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.caraway.TaskQueue;
import org.caraway.TaskView;

/** Shows any task by its id. */
@Path("tasks")
@Produces(MediaType.APPLICATION_JSON)
public class TaskResource {

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    /** Everything that is stored of the task. */
    @GET
    @Path("{id: [0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}}")
    public TaskView view(@PathParam("id") UUID id) {
        return tasks.handle(id, Object.class).view();
    }
}
