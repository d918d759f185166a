package org.caraway.web;

import jakarta.json.JsonValue;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.caraway.web.internal.http.Answer;
import org.caraway.web.internal.http.Sha256;
import org.caraway.web.internal.http.WebRequest;
import org.jspecify.annotations.Nullable;

/**
 * Converts answers to JAX-RS responses. Stateless. A body that has not changed since the ETag of the client is not sent
 * again (304).
 */
final class Outgoing {

    private static final int TAG_DIGITS = 32;

    private Outgoing() {}

    static Response response(Answer answer, WebRequest request) {
        @Nullable JsonValue body = answer.body();
        byte[] bytes = body == null ? new byte[0] : answer.content().getBytes(StandardCharsets.UTF_8);
        boolean tagged = answer.status() == 200 && request.method().equals("GET");
        String tag = tagged ? tagOf(bytes) : "";
        boolean known = tagged
                && request.header("If-None-Match")
                        .map(etags -> matches(etags, tag))
                        .orElse(false);
        Response.ResponseBuilder response = Response.status(known ? 304 : answer.status());
        answer.headers().forEach((name, value) -> {
            if (name.equals("Location")) {
                response.location(URI.create(value));
            } else {
                response.header(name, value);
            }
        });
        response.header("Cache-Control", "private, no-cache").header("X-Content-Type-Options", "nosniff");
        if (tagged) {
            response.header("ETag", tag);
        }
        return body == null || known
                ? response.build()
                : response.entity(bytes).type(answer.type()).build();
    }

    private static boolean matches(String etags, String tag) {
        return Arrays.stream(etags.split(",", -1))
                .map(one -> one.strip().replaceFirst("^W/", ""))
                .anyMatch(one -> one.equals("*") || one.equals(tag));
    }

    private static String tagOf(byte[] bytes) {
        return '"' + Sha256.hex(bytes).substring(0, TAG_DIGITS) + '"';
    }
}
