package org.caraway.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import org.caraway.web.internal.http.Answer;
import org.caraway.web.internal.http.WebRequest;
import org.caraway.web.internal.live.Connector;
import org.caraway.web.internal.stream.EventStream;

/**
 * The JAX-RS resource of the event stream below a {@link CarawayResource}; applications do not use it. It is a separate
 * resource because its responses are asynchronous, and because JAX-RS would otherwise answer other methods at this path
 * itself. Thread-safe.
 */
public final class EventsResource {

    static final String PATH = "events";

    private final CarawayResource resource;

    EventsResource(CarawayResource door) {
        this.resource = door;
    }

    /** Responds with an event stream, or with a problem. */
    @GET
    public void get(
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context SecurityContext security,
            @Context HttpServletRequest servlet,
            @Suspended AsyncResponse response) {
        // JAX-RS sends requests for the head alone here, too
        WebRequest request = new Incoming(servlet.getMethod(), uri, headers, security, null).request(PATH, 0);
        EventStream stream =
                new EventStream(servlet, () -> response.resume(Response.ok().build()));
        Answer answer = resource.answer(request, stream);
        if (!stream.begin(answer.headers())) {
            response.resume(Outgoing.response(answer, request));
        }
    }

    /** Responds with 405. */
    @POST
    public Response post(@Context UriInfo uri, @Context HttpHeaders headers, @Context SecurityContext security) {
        return refuse(new Incoming("POST", uri, headers, security, null));
    }

    /** Responds with 405. */
    @PUT
    public Response put(@Context UriInfo uri, @Context HttpHeaders headers, @Context SecurityContext security) {
        return refuse(new Incoming("PUT", uri, headers, security, null));
    }

    /** Responds with 405. */
    @DELETE
    public Response delete(@Context UriInfo uri, @Context HttpHeaders headers, @Context SecurityContext security) {
        return refuse(new Incoming("DELETE", uri, headers, security, null));
    }

    /** Responds with 405. */
    @PATCH
    public Response patch(@Context UriInfo uri, @Context HttpHeaders headers, @Context SecurityContext security) {
        return refuse(new Incoming("PATCH", uri, headers, security, null));
    }

    /** Responds with 405. */
    @OPTIONS
    public Response options(@Context UriInfo uri, @Context HttpHeaders headers, @Context SecurityContext security) {
        return refuse(new Incoming("OPTIONS", uri, headers, security, null));
    }

    private Response refuse(Incoming incoming) {
        WebRequest request = incoming.request(PATH, 0);
        return Outgoing.response(resource.answer(request, Connector.NONE), request);
    }
}
