package org.caraway.internal.payload;

import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.util.Map;
import org.caraway.spi.PayloadFormat;
import org.jspecify.annotations.Nullable;

/**
 * JSON objects that replace a payload in a row: one reserved key says how to decode the payload. Stateless.
 *
 * <p>A plain payload that contains such a key is wrapped by {@link #plain}, so that it is not mistaken for an envelope.
 * Reader and writer use the same test, on JSON and not on text: a row that was converted by {@code jsonb}, which sorts
 * keys, is still read correctly.
 */
final class PayloadEnvelope {

    /** The format's name, beside {@link #VALUE}. */
    static final String FORMAT = "caraway:format";

    /** The key of the result in its store, beside its size in bytes. */
    static final String STORED = "caraway:stored";

    static final String VALUE = "value";

    private static final String HINT = "\"caraway:";

    private static final JsonReaderFactory READERS = JsonProvider.provider().createReaderFactory(Map.of());

    private PayloadEnvelope() {}

    /** A payload in this format. */
    static String formatted(String format, String text) {
        return "{\"" + FORMAT + "\":" + JsonText.quote(format) + ",\"" + VALUE + "\":" + JsonText.quote(text) + "}";
    }

    /** A plain payload that contains a reserved key. */
    static String plain(String json) {
        return "{\"" + FORMAT + "\":\"" + PayloadFormat.JSON + "\",\"" + VALUE + "\":" + json + "}";
    }

    /** A result in a result store. */
    static String stored(String key, int bytes) {
        return "{\"" + STORED + "\":" + JsonText.quote(key) + ",\"bytes\":" + bytes + "}";
    }

    /**
     * The envelope in this text, null if it is a plain payload. Without a reserved key it costs only a text search.
     */
    static @Nullable JsonObject in(String json) {
        if (!json.contains(HINT)) {
            return null;
        }
        try (JsonReader reader = READERS.createReader(new StringReader(json))) {
            return in(reader.readValue());
        } catch (JsonException broken) {
            return null; // whoever reads it as a value says so
        }
    }

    /** The envelope in this value, null if it is a plain payload. */
    static @Nullable JsonObject in(JsonValue value) {
        return value instanceof JsonObject object && (object.containsKey(FORMAT) || object.containsKey(STORED))
                ? object
                : null;
    }
}
