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
 * Which sites' pages may send requests with the login that a browser has here. Immutable.
 *
 * <p>Pages of other sites may not change anything (cross-site request forgery). Browsers say where a request comes
 * from, by {@code Sec-Fetch-Site} or {@code Origin}; programs send neither, and have no login of somebody else to
 * abuse. Source: "Cross-Site Request Forgery", Filippo Valsorda, 2025, as Go 1.25's CrossOriginProtection. Nor may
 * their scripts read what is answered, unless the application allows their origin: then it is as if they were of this
 * site (cross-origin resource sharing, the Fetch standard).
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
     * Allows these beside the own one.
     *
     * @param allowed such as {@code https://app.example:8443}
     * @throws IllegalArgumentException if one is no origin; with logins there is no {@code *}
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

    /**
     * The answer to a browser that asks, without a login, whether a page may send a request; absent for other requests.
     */
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
     * Refuses with 403 what a page of another site sends, if it could change something or asks for a WebSocket, which
     * browsers let any page read.
     */
    public void require(WebRequest request) {
        boolean socket = request.header("Upgrade")
                .map(upgrade -> upgrade.toLowerCase(Locale.ROOT).contains("websocket"))
                .orElse(false);
        if (socket || !SAFE.contains(request.method())) {
            requireOwn(request);
        }
    }

    /** Refuses with 403 whatever a page of another site sends. */
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
                    "Pages of other sites may not do this",
                    "The request comes from a page of another origin; send it from this one, or without a browser"));
        }
    }

    /** The answer with what lets the scripts of an allowed page read it. */
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
