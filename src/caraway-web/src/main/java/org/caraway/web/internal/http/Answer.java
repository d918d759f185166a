package org.caraway.web.internal.http;

import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A response to a request. Immutable.
 *
 * @param status the HTTP status
 * @param type the media type of the body
 * @param body null for none
 * @param headers in addition to those that depend on the body
 */
public record Answer(int status, String type, @Nullable JsonValue body, Map<String, String> headers) {

    private static final String JSON = "application/json";
    private static final JsonProvider PROVIDER = JsonProvider.provider();

    /** Copies the map. */
    public Answer {
        headers = Map.copyOf(headers);
    }

    /** 200 with this body. */
    public static Answer ok(JsonValue body) {
        return of(200, body);
    }

    /** This status with this body. */
    public static Answer of(int status, @Nullable JsonValue body) {
        return new Answer(status, JSON, body, Map.of());
    }

    /** 200 with a text of this media type. */
    public static Answer text(String type, String text) {
        return text(200, type, text);
    }

    /** The same with another status. */
    public static Answer text(int status, String type, String text) {
        return new Answer(status, type, PROVIDER.createValue(text), Map.of());
    }

    /** The body as it is sent: a text of another type than JSON as it is, everything else as JSON. */
    public String content() {
        return body instanceof JsonString text && !type.equals(JSON) && !type.endsWith("+json")
                ? text.getString()
                : String.valueOf(body);
    }

    /** 204. */
    public static Answer nothing() {
        return of(204, null);
    }

    /** A copy with one more header. */
    public Answer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, type, body, more);
    }
}
