package org.caraway.web;

import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.transaction.UserTransaction;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.Set;
import org.caraway.TaskQueue;
import org.caraway.admin.TaskAdmin;
import org.caraway.web.internal.access.Access;
import org.caraway.web.internal.access.Origins;
import org.caraway.web.internal.http.Answer;
import org.caraway.web.internal.http.WebRequest;
import org.caraway.web.internal.live.Connector;
import org.caraway.web.internal.live.Live;
import org.caraway.web.internal.live.LiveRoutes;
import org.caraway.web.internal.read.LongPolls;
import org.caraway.web.internal.stream.SocketUpgrade;
import org.jspecify.annotations.Nullable;

/**
 * Tasks over HTTP: to submit, follow and operate them. Closed until the application opens it with one class, which says
 * where and for whom; {@code docs/reference/rest.md} has what is there.
 *
 * <pre>{@code
 * @Path("caraway")
 * @RolesAllowed("operator")               // may do everything; @CarawayRoles says more
 * public class Operations extends CarawayResource {}
 * }</pre>
 *
 * <p>Nobody is let in who has not logged in, by whatever means the application and its server have for that, and who
 * has none of the roles. Without {@code @RolesAllowed} and {@link CarawayRoles} that is everybody. Errors are
 * {@code application/problem+json}; the application's own exception mappers are neither used nor needed. A page of
 * another origin changes nothing with the login that a browser has here, and its scripts read nothing, unless
 * {@link #allowedOrigins} names it.
 *
 * <p>Some servers enforce {@code @RolesAllowed} themselves, Payara for one where the class has a CDI scope: they refuse
 * before Caraway is asked, in their own words or those of the application's exception mappers. {@link CarawayRoles} is
 * Caraway's alone.
 *
 * <p>Thread-safe. The subclass may have any scope, or none. What it overrides is its own business; it adds resources of
 * its own with other paths.
 */
public abstract class CarawayResource {

    private static final String REST = "{path: .+}";
    private static final int BODY_CAP_BYTES = 2 << 20;
    private static final int SUBSCRIBERS_CAP = 2_000;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskAdmin admin;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private LongPolls polls;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private Live live;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private UserTransaction transaction;

    /** For the subclass. */
    public CarawayResource() {}

    /** The most bytes that a body may have: 2 MiB. One that is larger is answered 413. */
    public int bodyCapBytes() {
        return BODY_CAP_BYTES;
    }

    /**
     * The origins of other sites whose pages may send requests with the browser's login here and read the answers
     * (CORS), each as a browser sends it: {@code https://app.example:8443}, all in lower case. None; {@code *} is
     * refused. A preflight request comes without a login: where the server itself demands one for this path, it never
     * gets here.
     */
    public Set<String> allowedOrigins() {
        return Set.of();
    }

    /**
     * How many clients of the application may follow tasks on one node, by events and WebSockets together: 2,000. One
     * more is answered 503. Each takes a connection and some kilobytes, a slow one up to half a megabyte; none takes a
     * thread.
     */
    protected int subscribersCap() {
        return SUBSCRIBERS_CAP;
    }

    /**
     * Whether readers see, list and follow only the tasks that they have enqueued themselves ({@code createdBy} is
     * their name), as submitters do anyway: no. If so, the tasks of others are 404 to them, and what is not about
     * single tasks, such as queues, workers and totals, is 403: operators alone see it.
     */
    public boolean ownTasksOnly() {
        return false;
    }

    /** What {@code WWW-Authenticate} says to whom has not logged in: {@code Basic realm="caraway"}. */
    protected String challenge() {
        return "Basic realm=\"caraway\"";
    }

    /** Answers a request for this very path. */
    @GET
    public Response getRoot(@Context UriInfo uri, @Context HttpHeaders headers, @Context SecurityContext security) {
        return answer(new Incoming("GET", uri, headers, security, null));
    }

    /**
     * Answers a request for something below this path, and makes it a WebSocket if it asks for that at the right one.
     */
    @GET
    @Path(REST)
    public Response get(
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context SecurityContext security,
            @Context HttpServletRequest servlet) {
        WebRequest request = new Incoming("GET", uri, headers, security, null).request(bodyCapBytes());
        return Outgoing.response(answer(request, new SocketUpgrade(servlet)), request);
    }

    /** Answers requests for the stream of events. */
    @Path(EventsResource.PATH)
    public EventsResource events() {
        return new EventsResource(this);
    }

    /** Answers a request for this very path. */
    @POST
    public Response postRoot(
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context SecurityContext security,
            @Nullable InputStream body) {
        return answer(new Incoming("POST", uri, headers, security, body));
    }

    /** Answers a request for something below this path. */
    @POST
    @Path(REST)
    public Response post(
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context SecurityContext security,
            @Nullable InputStream body) {
        return answer(new Incoming("POST", uri, headers, security, body));
    }

    /** Answers a request for this very path. */
    @PUT
    public Response putRoot(
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context SecurityContext security,
            @Nullable InputStream body) {
        return answer(new Incoming("PUT", uri, headers, security, body));
    }

    /** Answers a request for something below this path. */
    @PUT
    @Path(REST)
    public Response put(
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context SecurityContext security,
            @Nullable InputStream body) {
        return answer(new Incoming("PUT", uri, headers, security, body));
    }

    /** Answers a request for this very path. */
    @DELETE
    public Response deleteRoot(@Context UriInfo uri, @Context HttpHeaders headers, @Context SecurityContext security) {
        return answer(new Incoming("DELETE", uri, headers, security, null));
    }

    /** Answers a request for something below this path. */
    @DELETE
    @Path(REST)
    public Response delete(@Context UriInfo uri, @Context HttpHeaders headers, @Context SecurityContext security) {
        return answer(new Incoming("DELETE", uri, headers, security, null));
    }

    /** Answers a request for this very path. */
    @PATCH
    public Response patchRoot(
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context SecurityContext security,
            @Nullable InputStream body) {
        return answer(new Incoming("PATCH", uri, headers, security, body));
    }

    /** Answers a request for something below this path. */
    @PATCH
    @Path(REST)
    public Response patch(
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context SecurityContext security,
            @Nullable InputStream body) {
        return answer(new Incoming("PATCH", uri, headers, security, body));
    }

    /** Answers a request for this very path. */
    @OPTIONS
    public Response optionsRoot(@Context UriInfo uri, @Context HttpHeaders headers, @Context SecurityContext security) {
        return answer(new Incoming("OPTIONS", uri, headers, security, null));
    }

    /** Answers a request for something below this path. */
    @OPTIONS
    @Path(REST)
    public Response options(@Context UriInfo uri, @Context HttpHeaders headers, @Context SecurityContext security) {
        return answer(new Incoming("OPTIONS", uri, headers, security, null));
    }

    private Response answer(Incoming incoming) {
        WebRequest request = incoming.request(bodyCapBytes());
        return Outgoing.response(answer(request, Connector.NONE), request);
    }

    Answer answer(WebRequest request, Connector connector) {
        Access access = ownTasksOnly() ? access().withOwnTasksOnly() : access();
        return new Endpoint(
                        tasks,
                        admin,
                        access,
                        new Origins(allowedOrigins()),
                        polls,
                        new TransactionalChanges(transaction),
                        new LiveRoutes(
                                tasks::views, access, new LiveRoutes.Hub(live.hub(), subscribersCap()), connector),
                        challenge())
                .answer(request);
    }

    private Access access() {
        @Nullable CarawayRoles roles = getClass().getAnnotation(CarawayRoles.class);
        if (roles != null) {
            return new Access(Set.of(roles.readers()), Set.of(roles.submitters()), Set.of(roles.operators()));
        }
        for (Class<?> type = getClass(); type != null; type = type.getSuperclass()) {
            // the server may have put a class of its own below the application's
            @Nullable RolesAllowed allowed = type.getDeclaredAnnotation(RolesAllowed.class);
            if (allowed != null) {
                return new Access(Set.of(), Set.of(), Set.of(allowed.value()));
            }
        }
        return new Access(Set.of(), Set.of(), Set.of());
    }
}
