package org.caraway.internal.payload;

import jakarta.json.JsonException;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import java.io.StringReader;
import java.util.Map;
import java.util.NoSuchElementException;
import org.caraway.CarawayException;

/**
 * Parses text that is one JSON value: a {@code JsonReader} stops after the first and does not look at what follows.
 * Thread-safe.
 */
final class SingleJsonValue {

    private final JsonParserFactory parsers = JsonProvider.provider().createParserFactory(Map.of());

    /**
     * The value.
     *
     * @param what the text is, to begin a message with
     * @throws JsonException if the text does not begin with JSON
     * @throws CarawayException if something stands behind the value; it says so without quoting it
     */
    JsonValue parse(String json, String what) {
        try (JsonParser parser = parsers.createParser(new StringReader(json))) {
            parser.next();
            JsonValue value = parser.getValue();
            if (!isOver(parser)) {
                throw new CarawayException(what + " should be one JSON value, but something stood behind it");
            }
            return value;
        } catch (NoSuchElementException nothing) {
            throw new JsonException("nothing stands there", nothing);
        }
    }

    /** What is behind the value may be no JSON either, and parsers differ in whether they mind. */
    private static boolean isOver(JsonParser parser) {
        try {
            return !parser.hasNext();
        } catch (JsonException noJson) {
            return false;
        }
    }
}
