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
 * The JSON objects that stand in a row in the place of a payload, and tell by their one reserved key how to get it.
 * Stateless.
 *
 * <p>An ordinary payload that has such a key itself is wrapped as {@link #plain plain}, so that nothing is ever
 * mistaken for a mark. The reader asks the same question as the writer, and of JSON rather than of text: a row that
 * somebody has sent through {@code jsonb}, which orders keys anew, is still read.
 */
final class PayloadEnvelope {

    /** The format's name, beside {@link #VALUE}. */
    static final String FORMAT = "caraway:format";

    /** Where the result lies, beside its bytes. */
    static final String STORED = "caraway:stored";

    static final String VALUE = "value";

    private static final String HINT = "\"caraway:";

    private static final JsonReaderFactory READERS = JsonProvider.provider().createReaderFactory(Map.of());

    private PayloadEnvelope() {}

    /** A payload in this format. */
    static String formatted(String format, String text) {
        return "{\"" + FORMAT + "\":" + JsonText.quote(format) + ",\"" + VALUE + "\":" + JsonText.quote(text) + "}";
    }

    /** This payload, which is no mark although it looks like one. */
    static String plain(String json) {
        return "{\"" + FORMAT + "\":\"" + PayloadFormat.JSON + "\",\"" + VALUE + "\":" + json + "}";
    }

    /** A result that lies elsewhere. */
    static String stored(String key, int bytes) {
        return "{\"" + STORED + "\":" + JsonText.quote(key) + ",\"bytes\":" + bytes + "}";
    }

    /**
     * The mark that this text is, null if it is an ordinary payload. Costs a look at the text where there is no such
     * key.
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

    /** The mark that this value is, null if it is an ordinary payload. */
    static @Nullable JsonObject in(JsonValue value) {
        return value instanceof JsonObject object && (object.containsKey(FORMAT) || object.containsKey(STORED))
                ? object
                : null;
    }
}
