package org.caraway.internal.store.jdbc;

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
import org.jspecify.annotations.Nullable;

/** Headers and labels as JSON objects. Thread-safe. */
public final class TextMaps {

    private final JsonProvider json = JsonProvider.provider();

    public String write(Map<String, String> map) {
        if (map.isEmpty()) {
            return "{}";
        }
        JsonObjectBuilder object = json.createObjectBuilder();
        map.forEach(object::add);
        return object.build().toString();
    }

    /** As a JSON string. */
    public String quoted(String text) {
        return json.createValue(text).toString();
    }

    /** Values that are not strings, written by an SQL client, are returned as their JSON. */
    public Map<String, String> read(@Nullable String text) {
        if (text == null || text.equals("{}")) {
            return Map.of();
        }
        try (JsonReader reader = json.createReader(new StringReader(text))) {
            JsonObject object = reader.readObject();
            Map<String, String> map = new LinkedHashMap<>();
            object.forEach((key, value) -> map.put(key, textOf(value)));
            return map;
        } catch (JsonException unreadable) {
            // only a SQL client can have written it, and it must not affect other tasks
            return Map.of();
        }
    }

    private static String textOf(JsonValue value) {
        return value instanceof JsonString string ? string.getString() : value.toString();
    }
}
