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
 * Parses text that is exactly one JSON value: a {@code JsonReader} stops after the first value and ignores the rest.
 * Thread-safe.
 */
final class SingleJsonValue {

    private final JsonParserFactory parsers = JsonProvider.provider().createParserFactory(Map.of());

    /**
     * The value.
     *
     * @param what the name of the text, for the beginning of messages
     * @throws JsonException if the text does not begin with JSON
     * @throws CarawayException if there is text after the value; the message does not quote it
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

    /** The rest may be invalid JSON, too, and parsers differ in whether they report that. */
    private static boolean isOver(JsonParser parser) {
        try {
            return !parser.hasNext();
        } catch (JsonException noJson) {
            return false;
        }
    }
}
