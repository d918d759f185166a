package org.caraway.it.tasks.session;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Application;
import jakarta.ws.rs.core.Context;
import java.time.Duration;
import java.util.UUID;
import org.caraway.TaskQueue;

/** The caller's desk, and what tasks find of it. */
@Path("desk")
@RequestScoped
@Produces("text/plain")
public class DeskResource {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private CallerDesk desk;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private CallerBasket basket;

    /** Begins a session, if need be. */
    @PUT
    @Path("{place}")
    public String sit(@PathParam("place") String place) {
        desk.setPlace(place);
        return "sits with " + basket.add();
    }

    @GET
    public String place() {
        return desk.getPlace();
    }

    /** What a task finds; the session is not touched here. */
    @POST
    public String enqueue() {
        return tasks.enqueue(DeskTasks::sendAway).await(PATIENCE);
    }

    /** What a task of a task finds. */
    @POST
    @Path("delegated")
    public String delegate() {
        UUID child = tasks.enqueue(DeskTasks::delegate).await(PATIENCE);
        return tasks.handle(child, String.class).await(PATIENCE);
    }

    @POST
    @Path("basket")
    public String fillBasket() {
        return tasks.enqueue(DeskTasks::fillBasket).await(PATIENCE);
    }

    /** Ends the session, and returns what a task that is enqueued afterwards finds. */
    @DELETE
    public String leave(@Context HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session != null) {
            session.invalidate();
        }
        return enqueue();
    }

    /** Opens the resource. */
    @ApplicationPath("api")
    public static class Opened extends Application {}
}
