package org.caraway.web;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import org.caraway.SignalUrls;
import org.caraway.TaskQueue;
import org.caraway.web.internal.http.FailureLog;
import org.caraway.web.internal.http.WebRequest;
import org.caraway.web.internal.operate.SignalLinks;
import org.jspecify.annotations.Nullable;

/**
 * Where {@linkplain SignalUrls signed URLs} of signals lead: people and systems without a login send the one signal
 * that their URL names. The application opens it with one subclass, whose address is {@code caraway.signal-url.base};
 * without a subclass nothing is open. It must be reachable without a login.
 *
 * <pre>{@code
 * @Path("signals")
 * public class Approvals extends CarawaySignals {}
 * }</pre>
 *
 * <p>GET answers with a page that has a button, and sends nothing, because scanners of mails follow links. POST sends
 * the JSON of its body, or true if that is empty or the form of that page. Errors are pages for browsers and {@code
 * application/problem+json} for others: 403 for a URL that was not signed here or was changed, 410 if it has expired,
 * 409 if the signal was sent before or the task no longer waits, 404 if there is no such task, 422 if the task takes no
 * such value.
 *
 * <p>Thread-safe. The subclass may have any scope, or none. Do not override the request methods.
 */
public abstract class CarawaySignals {

    private static final String SIGNAL = "{path: [^/]+/[^/]+}";
    private static final int BODY_CAP_BYTES = 64 << 10;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private SignalUrls urls;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private FailureLog failures;

    /** For the subclass. */
    protected CarawaySignals() {}

    /** The maximum size of a request body, default 64 KiB. A larger body is answered with 413. */
    protected int bodyCapBytes() {
        return BODY_CAP_BYTES;
    }

    /** Asks whether to send the signal. */
    @GET
    @Path(SIGNAL)
    public Response get(@Context UriInfo uri, @Context HttpHeaders headers, @Context SecurityContext security) {
        return answer(new Incoming("GET", uri, headers, security, null));
    }

    /** Sends the signal. */
    @POST
    @Path(SIGNAL)
    public Response post(
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            @Context SecurityContext security,
            @Nullable InputStream body) {
        return answer(new Incoming("POST", uri, headers, security, body));
    }

    private Response answer(Incoming incoming) {
        WebRequest request = incoming.request(bodyCapBytes());
        return Outgoing.response(new SignalLinks(tasks, urls, failures).answer(request), request);
    }
}
