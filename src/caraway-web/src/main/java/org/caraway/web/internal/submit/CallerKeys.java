package org.caraway.web.internal.submit;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.caraway.web.internal.http.PercentEncoding;
import org.caraway.web.internal.http.Sha256;

/**
 * The unique keys of callers as they are stored: each caller has a name space of its own, apart from those of other
 * callers, of idempotency keys and of the application. So a caller can neither learn of the task of another, nor
 * replace it, nor take a key away. Stateless.
 */
final class CallerKeys {

    private static final int KEY_CAP = 200;

    private CallerKeys() {}

    /** The key for the option {@code uniqueKey}: {@code rest:CALLER:KEY}, as a hash if that is too long. */
    static String unique(String caller, String key) {
        String readable = "rest:" + PercentEncoding.encode(caller) + ":" + key;
        return readable.length() <= KEY_CAP ? readable : "rest#" + hash(readable);
    }

    /** The key for the header {@code Idempotency-Key} in a request for a task of this name. */
    static String idempotency(String caller, String name, String key) {
        return "idempotency:" + hash(PercentEncoding.encode(caller) + ":" + PercentEncoding.encode(name) + ":" + key);
    }

    private static String hash(String text) {
        return Sha256.hex(text.getBytes(UTF_8));
    }
}
