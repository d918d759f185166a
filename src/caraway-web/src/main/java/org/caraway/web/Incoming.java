package org.caraway.web;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.security.Principal;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.caraway.web.internal.http.Caller;
import org.caraway.web.internal.http.Problem;
import org.caraway.web.internal.http.Refusal;
import org.caraway.web.internal.http.WebRequest;
import org.jspecify.annotations.Nullable;

/** A request as JAX-RS provides it. Confined to one thread. */
record Incoming(
        String method,
        UriInfo uri,
        HttpHeaders headers,
        SecurityContext security,
        @Nullable InputStream body) {

    /**
     * The maximum number of bytes of a too large body that are read and discarded: a client that is still sending
     * cannot read the response.
     */
    private static final long DISCARD_CAP_BYTES = 32L << 20;

    /** Its value is no list: two of them are joined by a line break, which no valid value has. */
    private static final String SINGLE = "idempotency-key";

    WebRequest request(int capBytes) {
        @Nullable String below = uri.getPathParameters(false).getFirst("path");
        return request(below == null ? "" : below, capBytes);
    }

    WebRequest request(String path, int capBytes) {
        return new WebRequest(
                method,
                path,
                root(path),
                uri.getRequestUri().getRawQuery(),
                headersByName(),
                () -> bytes(capBytes),
                caller());
    }

    private URI root(String path) {
        String whole = uri.getAbsolutePath().toString();
        if (path.isEmpty()) {
            return URI.create(whole.endsWith("/") ? whole : whole + "/");
        }
        return whole.endsWith(path) ? URI.create(whole.substring(0, whole.length() - path.length())) : uri.getBaseUri();
    }

    private Map<String, String> headersByName() {
        Map<String, String> byName = new HashMap<>();
        headers.getRequestHeaders().forEach((name, values) -> {
            String key = name.toLowerCase(Locale.ROOT);
            byName.put(key, String.join(key.equals(SINGLE) ? "\n" : ",", values));
        });
        return byName;
    }

    private Caller caller() {
        @Nullable Principal principal = security.getUserPrincipal();
        return new Caller(principal == null ? null : principal.getName(), security::isUserInRole);
    }

    private byte[] bytes(int capBytes) {
        if (body == null) {
            return new byte[0];
        }
        try {
            byte[] content = body.readNBytes(capBytes + 1);
            if (content.length <= capBytes) {
                return content;
            }
            discard(body);
        } catch (IOException broken) {
            throw new Refusal(Problem.badRequest("The body ended prematurely"));
        }
        throw new Refusal(Problem.tooLarge(capBytes));
    }

    private static void discard(InputStream body) throws IOException {
        byte[] buffer = new byte[64 << 10];
        long discarded = 0;
        int count = body.read(buffer);
        while (count >= 0 && discarded < DISCARD_CAP_BYTES) {
            discarded += count;
            count = body.read(buffer);
        }
    }
}
