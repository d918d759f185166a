package org.caraway.web.internal.access;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.caraway.web.internal.http.Problem;
import org.caraway.web.internal.http.Refusal;
import org.caraway.web.internal.http.WebRequest;

/**
 * Keeps pages of other sites from having a browser change something with the login that it has here (cross-site request forgery).
 * Stateless. Browsers say where a request comes from, by {@code Sec-Fetch-Site} or {@code Origin}; programs send neither, and have no
 * login of somebody else to abuse. Source: "Cross-Site Request Forgery", Filippo Valsorda, 2025, as Go 1.25's CrossOriginProtection.
 */
public final class SameOrigin {

    private static final Set<String> SAFE = Set.of("GET", "HEAD");
    private static final Set<String> OWN = Set.of("same-origin", "none");

    private SameOrigin() {}

    /** Refuses with 403 what a page of another site sends, if it could change something. */
    public static void require(WebRequest request) {
        if (SAFE.contains(request.method())) {
            return;
        }
        Optional<String> site = request.header("Sec-Fetch-Site");
        boolean own = site.isPresent()
                ? OWN.contains(site.get())
                : request.header("Origin")
                        .map(origin -> isHost(origin, request))
                        .orElse(true);
        if (!own) {
            throw new Refusal(Problem.of(
                    403,
                    "cross-origin",
                    "Pages of other sites may not do this",
                    "The request comes from a page of another origin; send it from this one, or without a browser"));
        }
    }

    private static boolean isHost(String origin, WebRequest request) {
        String host = request.header("Host").orElse("").toLowerCase(Locale.ROOT);
        String lower = origin.toLowerCase(Locale.ROOT);
        return !host.isEmpty() && (lower.equals("http://" + host) || lower.equals("https://" + host));
    }
}
