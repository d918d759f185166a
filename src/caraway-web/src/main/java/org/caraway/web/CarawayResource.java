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
import org.caraway.admin.Schedules;
import org.caraway.admin.TaskAdmin;
import org.caraway.web.internal.access.Access;
import org.caraway.web.internal.access.AccessRules;
import org.caraway.web.internal.access.Origins;
import org.caraway.web.internal.http.Answer;
import org.caraway.web.internal.http.FailureLog;
import org.caraway.web.internal.http.WebRequest;
import org.caraway.web.internal.live.Connector;
import org.caraway.web.internal.live.Live;
import org.caraway.web.internal.live.LiveRoutes;
import org.caraway.web.internal.read.LongPolls;
import org.caraway.web.internal.read.Searches;
import org.caraway.web.internal.stream.SocketUpgrade;
import org.jspecify.annotations.Nullable;

/**
 * The REST interface of Caraway: it submits, shows and operates tasks. The application opens it with one subclass,
 * which sets the path and the roles; without a subclass nothing is open. {@code docs/reference/rest.md} lists all
 * requests.
 *
 * <pre>{@code
 * @Path("caraway")
 * @RolesAllowed("operator")               // may do everything; @CarawayRoles says more
 * public class Operations extends CarawayResource {}
 * }</pre>
 *
 * <p>Every request must be authenticated, by any mechanism of the application or its server, and the caller must have
 * one of the roles. Without {@code @RolesAllowed} and {@link CarawayRoles} every request is refused. Errors are
 * {@code application/problem+json}; exception mappers of the application are not used. Pages of other origins can
 * neither change nor read anything with the login of the browser, unless {@link #allowedOrigins} contains their origin.
 *
 * <p>Some servers enforce {@code @RolesAllowed} themselves, for example Payara if the class has a CDI scope: they
 * refuse the request before it reaches Caraway, with their own error or that of an exception mapper. Only Caraway
 * enforces {@link CarawayRoles}.
 *
 * <p>Thread-safe. The subclass may have any scope, or none. Do not override the request methods; add resources of your
 * own at other paths.
 */
public abstract class CarawayResource {

    private static final String REST = "{path: .+}";
    private static final int BODY_CAP_BYTES = 2 << 20;
    private static final int SUBSCRIBERS_CAP = 2_000;
    private static final int SUBSCRIBERS_CAP_OF_CALLER = 200;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskAdmin admin;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private Schedules schedules;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private LongPolls polls;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private Searches searches;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private FailureLog failures;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private Live live;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private UserTransaction transaction;

    /** For the subclass. */
    protected CarawayResource() {}

    /** The maximum size of a request body, default 2 MiB. A larger body is answered with 413. */
    protected int bodyCapBytes() {
        return BODY_CAP_BYTES;
    }

    /**
     * The origins of other sites whose pages may send requests with the login of the browser and read the responses
     * (CORS), default none. Each is written as a browser sends it, in lower case: {@code https://app.example:8443};
     * {@code *} is rejected. A preflight request has no login: if the server itself requires one for this path,
     * preflight requests do not reach Caraway.
     */
    protected Set<String> allowedOrigins() {
        return Set.of();
    }

    /**
     * The maximum number of clients that subscribe to live updates on one node, by events and WebSockets together,
     * default 2,000. Further clients are answered with 503. Each client uses a connection and some kilobytes of memory,
     * a slow one up to half a megabyte; none uses a thread.
     */
    protected int subscribersCap() {
        return SUBSCRIBERS_CAP;
    }

    /**
     * The maximum number of those clients that have one login, default 200. Further clients of it are answered with
     * 429. Choose more if many users share a login, for example that of a server in between.
     */
    protected int subscribersCapOfCaller() {
        return SUBSCRIBERS_CAP_OF_CALLER;
    }

    /**
     * Whether readers can access only the tasks that they have enqueued themselves ({@code createdBy} is their name),
     * as submitters can, default false. If true, requests of readers for other tasks are answered with 404, and
     * requests for queues, workers and totals with 403: only operators can read them.
     */
    protected boolean ownTasksOnly() {
        return false;
    }

    /**
     * Whether callers who can access only their own tasks can also access the tasks that these enqueue, default false:
     * they have the same {@code createdBy}, but their arguments, logs and results are those of the application. If
     * false, requests for them are answered with 404.
     */
    protected boolean descendantsVisible() {
        return false;
    }

    /**
     * Whether submitters may name queues that no living worker serves and that this application does not name, default
     * false: such names would stand in metrics and lists beside the real ones.
     */
    protected boolean anyQueue() {
        return false;
    }

    /** The header {@code WWW-Authenticate} of a 401 response, default {@code Basic realm="caraway"}. */
    protected String challenge() {
        return "Basic realm=\"caraway\"";
    }

    /** Handles a request for this path. */
    @GET
    public Response getRoot(@Context UriInfo uri, @Context HttpHeaders headers, @Context SecurityContext security) {
        return answer(new Incoming("GET", uri, headers, security, null));
    }

    /**
     * Handles a request below this path, and upgrades it to a WebSocket if it requests that at the path {@code live}.
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

    /** Handles requests for the stream of events. */
    @Path(EventsResource.PATH)
    public EventsResource events() {
        return new EventsResource(this);
    }

    /** Handles a request for this path. */
    @POST
    public Response postRoot(
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context SecurityContext security,
            @Nullable InputStream body) {
        return answer(new Incoming("POST", uri, headers, security, body));
    }

    /** Handles a request below this path. */
    @POST
    @Path(REST)
    public Response post(
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context SecurityContext security,
            @Nullable InputStream body) {
        return answer(new Incoming("POST", uri, headers, security, body));
    }

    /** Handles a request for this path. */
    @PUT
    public Response putRoot(
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context SecurityContext security,
            @Nullable InputStream body) {
        return answer(new Incoming("PUT", uri, headers, security, body));
    }

    /** Handles a request below this path. */
    @PUT
    @Path(REST)
    public Response put(
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context SecurityContext security,
            @Nullable InputStream body) {
        return answer(new Incoming("PUT", uri, headers, security, body));
    }

    /** Handles a request for this path. */
    @DELETE
    public Response deleteRoot(@Context UriInfo uri, @Context HttpHeaders headers, @Context SecurityContext security) {
        return answer(new Incoming("DELETE", uri, headers, security, null));
    }

    /** Handles a request below this path. */
    @DELETE
    @Path(REST)
    public Response delete(@Context UriInfo uri, @Context HttpHeaders headers, @Context SecurityContext security) {
        return answer(new Incoming("DELETE", uri, headers, security, null));
    }

    /** Handles a request for this path. */
    @PATCH
    public Response patchRoot(
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context SecurityContext security,
            @Nullable InputStream body) {
        return answer(new Incoming("PATCH", uri, headers, security, body));
    }

    /** Handles a request below this path. */
    @PATCH
    @Path(REST)
    public Response patch(
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context SecurityContext security,
            @Nullable InputStream body) {
        return answer(new Incoming("PATCH", uri, headers, security, body));
    }

    /** Handles a request for this path. */
    @OPTIONS
    public Response optionsRoot(@Context UriInfo uri, @Context HttpHeaders headers, @Context SecurityContext security) {
        return answer(new Incoming("OPTIONS", uri, headers, security, null));
    }

    /** Handles a request below this path. */
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
        Access own = ownTasksOnly() ? access().withOwnTasksOnly() : access();
        Access access = descendantsVisible() ? own.withDescendants() : own;
        return new Endpoint(
                        tasks,
                        admin,
                        schedules,
                        new AccessRules(access, new Origins(allowedOrigins()), anyQueue(), challenge()),
                        new NodeParts(polls, searches, failures),
                        new TransactionalChanges(transaction),
                        new LiveRoutes(tasks::summaries, access, liveHub(), connector))
                .answer(request);
    }

    private LiveRoutes.Hub liveHub() {
        return new LiveRoutes.Hub(live.hub(), subscribersCap(), live.places(), subscribersCapOfCaller());
    }

    private Access access() {
        @Nullable CarawayRoles roles = getClass().getAnnotation(CarawayRoles.class);
        if (roles != null) {
            return new Access(Set.of(roles.readers()), Set.of(roles.submitters()), Set.of(roles.operators()))
                    .withSignallers(Set.of(roles.signallers()));
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
