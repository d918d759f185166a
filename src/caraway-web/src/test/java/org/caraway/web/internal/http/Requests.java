package org.caraway.web.internal.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes requests for tests. Immutable. */
public final class Requests {

    private static final URI ROOT = URI.create("http://127.0.0.1/api/caraway/");

    private Requests() {}

    /** To this address, with these headers in pairs. */
    public static WebRequest of(String method, String address, String... headers) {
        return with("", method, address, headers);
    }

    /** The same with a body. */
    public static WebRequest with(String body, String method, String address, String... headers) {
        int question = address.indexOf('?');
        String path = question < 0 ? address : address.substring(0, question);
        @Nullable String query = question < 0 ? null : address.substring(question + 1);
        Map<String, String> byName = new HashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            byName.put(headers[i].toLowerCase(Locale.ROOT), headers[i + 1]);
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new WebRequest(method, path, ROOT, query, byName, () -> bytes, as("somebody"));
    }

    /** The same request of another caller. */
    public static WebRequest by(Caller caller, WebRequest request) {
        return new WebRequest(
                request.method(),
                request.path(),
                request.root(),
                request.rawQuery(),
                request.headers(),
                request.body(),
                caller);
    }

    /** A caller with these roles. */
    public static Caller as(@Nullable String name, String... roles) {
        return new Caller(name, List.of(roles)::contains);
    }
}
