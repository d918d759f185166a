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
 * The stream of events below a {@link CarawayResource}, for JAX-RS; applications do not use it. A resource of its own
 * because its answers are asynchronous, and because JAX-RS would answer other methods at this path itself. Thread-safe.
 */
public final class EventsResource {

    static final String PATH = "events";

    private final CarawayResource resource;

    EventsResource(CarawayResource door) {
        this.resource = door;
    }

    /** Answers with events, or with a problem. */
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

    /** Refuses. */
    @POST
    public Response post(@Context UriInfo uri, @Context HttpHeaders headers, @Context SecurityContext security) {
        return refuse(new Incoming("POST", uri, headers, security, null));
    }

    /** Refuses. */
    @PUT
    public Response put(@Context UriInfo uri, @Context HttpHeaders headers, @Context SecurityContext security) {
        return refuse(new Incoming("PUT", uri, headers, security, null));
    }

    /** Refuses. */
    @DELETE
    public Response delete(@Context UriInfo uri, @Context HttpHeaders headers, @Context SecurityContext security) {
        return refuse(new Incoming("DELETE", uri, headers, security, null));
    }

    /** Refuses. */
    @PATCH
    public Response patch(@Context UriInfo uri, @Context HttpHeaders headers, @Context SecurityContext security) {
        return refuse(new Incoming("PATCH", uri, headers, security, null));
    }

    /** Refuses. */
    @OPTIONS
    public Response options(@Context UriInfo uri, @Context HttpHeaders headers, @Context SecurityContext security) {
        return refuse(new Incoming("OPTIONS", uri, headers, security, null));
    }

    private Response refuse(Incoming incoming) {
        WebRequest request = incoming.request(PATH, 0);
        return Outgoing.response(resource.answer(request, Connector.NONE), request);
    }
}
