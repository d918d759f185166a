package org.caraway.web.internal.access;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.caraway.web.internal.http.Answer;
import org.caraway.web.internal.http.Problem;
import org.caraway.web.internal.http.Refusal;
import org.caraway.web.internal.http.WebRequest;

/**
 * The origins whose pages may send requests with the login of the browser. Immutable.
 *
 * <p>Pages of other sites must not change anything (cross-site request forgery). Browsers send the origin of a request
 * in {@code Sec-Fetch-Site} or {@code Origin}; other clients send neither header, and cannot abuse the login of another
 * user. Source: "Cross-Site Request Forgery", Filippo Valsorda, 2025, as CrossOriginProtection of Go 1.25. Scripts of
 * other sites cannot read responses either, unless the application allows their origin: then they are treated like
 * pages of this site (cross-origin resource sharing, the Fetch standard).
 */
public final class Origins {

    private static final Set<String> SAFE = Set.of("GET", "HEAD");
    private static final Set<String> OWN = Set.of("same-origin", "none");
    private static final Pattern ORIGIN = Pattern.compile("https?://[^/?#@\\s*]+");

    private static final String METHODS = "GET, POST, PUT, DELETE";
    private static final String REQUEST_HEADERS =
            "Authorization, Content-Type, Idempotency-Key, If-None-Match, Last-Event-ID, Prefer";
    private static final String ANSWER_HEADERS = "ETag, Location, Preference-Applied, Retry-After, WWW-Authenticate";
    private static final String PREFLIGHT_SECONDS = "600";

    private final Set<String> allowed;

    /**
     * Allows these origins in addition to the own one.
     *
     * @param allowed for example {@code https://app.example:8443}
     * @throws IllegalArgumentException if a value is not an origin; {@code *} is not allowed for requests with a login
     */
    public Origins(Set<String> allowed) {
        this.allowed = Set.copyOf(allowed);
        for (String origin : this.allowed) {
            if (!ORIGIN.matcher(origin).matches() || !origin.equals(origin.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("'" + origin
                        + "' is no origin to allow; give each as a browser sends it, such as https://app.example:8443");
            }
        }
    }

    /** The answer to a preflight request, which has no login; absent for other requests. */
    public Optional<Answer> preflight(WebRequest request) {
        boolean asks = request.method().equals("OPTIONS")
                && isAllowed(request)
                && request.header("Access-Control-Request-Method").isPresent();
        return asks
                ? Optional.of(Answer.nothing()
                        .with("Access-Control-Allow-Methods", METHODS)
                        .with("Access-Control-Allow-Headers", REQUEST_HEADERS)
                        .with("Access-Control-Max-Age", PREFLIGHT_SECONDS))
                : Optional.empty();
    }

    /**
     * Refuses requests of pages of other sites with 403 if they can change something or open a WebSocket, which
     * browsers allow any page to read.
     */
    public void require(WebRequest request) {
        boolean socket = request.header("Upgrade")
                .map(upgrade -> upgrade.toLowerCase(Locale.ROOT).contains("websocket"))
                .orElse(false);
        if (socket || !SAFE.contains(request.method())) {
            requireOwn(request);
        }
    }

    /** Refuses every request of a page of another site with 403. */
    public void requireOwn(WebRequest request) {
        Optional<String> site = request.header("Sec-Fetch-Site");
        boolean own = site.isPresent()
                ? OWN.contains(site.get())
                : request.header("Origin")
                        .map(origin -> isHost(origin, request))
                        .orElse(true);
        if (!own && !isAllowed(request)) {
            throw new Refusal(Problem.of(
                    403,
                    "cross-origin",
                    "Requests from pages of other origins are not allowed",
                    "The request comes from a page of another origin; send it from this one, or without a browser"));
        }
    }

    /** The answer with the headers that allow scripts of an allowed origin to read it. */
    public Answer readable(Answer answer, WebRequest request) {
        if (allowed.isEmpty()) {
            return answer;
        }
        Answer varying = answer.with("Vary", "Origin");
        return isAllowed(request)
                ? varying.with(
                                "Access-Control-Allow-Origin",
                                request.header("Origin").orElse(""))
                        .with("Access-Control-Allow-Credentials", "true")
                        .with("Access-Control-Expose-Headers", ANSWER_HEADERS)
                : varying;
    }

    private boolean isAllowed(WebRequest request) {
        return request.header("Origin").map(allowed::contains).orElse(false);
    }

    private static boolean isHost(String origin, WebRequest request) {
        String host = request.header("Host").orElse("").toLowerCase(Locale.ROOT);
        String lower = origin.toLowerCase(Locale.ROOT);
        return !host.isEmpty() && (lower.equals("http://" + host) || lower.equals("https://" + host));
    }
}
