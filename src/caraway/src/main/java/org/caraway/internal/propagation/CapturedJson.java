package org.caraway.internal.propagation;

import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Map;
import org.caraway.CarawayException;

/**
 * The JSON form of captured texts: an object with a text for each propagator, or with an object of version and value if
 * the version is not 1. Thread-safe. Looking up the JSON provider takes longer than reading and writing, so reuse an
 * instance.
 */
final class CapturedJson {

    private static final String VERSION = "version";
    private static final String VALUE = "value";

    private final JsonProvider json = JsonProvider.provider();

    String write(Map<String, Captured> entries) {
        JsonObjectBuilder object = json.createObjectBuilder();
        entries.forEach((name, captured) -> {
            if (captured.version() == 1) {
                object.add(name, captured.text());
            } else {
                object.add(
                        name,
                        json.createObjectBuilder()
                                .add(VERSION, captured.version())
                                .add(VALUE, captured.text()));
            }
        });
        return object.build().toString();
    }

    Map<String, Captured> read(String text) {
        try (JsonReader reader = json.createReader(new StringReader(text))) {
            Map<String, Captured> entries = new LinkedHashMap<>();
            reader.readObject().forEach((name, value) -> entries.put(name, captured(name, value)));
            return entries;
        } catch (JsonException broken) {
            throw new CarawayException("The task's context is no JSON object: " + broken.getMessage(), broken);
        }
    }

    private static Captured captured(String name, JsonValue value) {
        if (value instanceof JsonString text) {
            return new Captured(1, text.getString());
        }
        if (value instanceof JsonObject object
                && object.get(VALUE) instanceof JsonString text
                && object.getInt(VERSION, 0) > 0) {
            return new Captured(object.getInt(VERSION), text.getString());
        }
        throw new CarawayException("'" + name + "' in the task's context is neither a text nor an object of 'version'"
                + " and 'value'; correct the row's context");
    }
}
