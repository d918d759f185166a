package org.caraway.internal.workflow;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The members of a JSON object, each of which has to be asked for. Confined to one reading. */
final class JsonMembers {

    private final JsonObject object;
    private final String place;
    private final WorkflowProblems problems;
    private final Set<String> unknown;

    private JsonMembers(JsonObject object, String place, WorkflowProblems problems) {
        this.object = object;
        this.place = place;
        this.problems = problems;
        unknown = new TreeSet<>(object.keySet());
    }

    /** Those of the value, none and a problem if it is no object. */
    static JsonMembers of(JsonValue value, String place, WorkflowProblems problems) {
        if (value instanceof JsonObject object) {
            return new JsonMembers(object, place, problems);
        }
        problems.add(place, "Give an object");
        return new JsonMembers(JsonValue.EMPTY_JSON_OBJECT, place, problems);
    }

    String pointer(String name) {
        return place + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    boolean has(String name) {
        return object.containsKey(name);
    }

    @Nullable
    JsonValue value(String name) {
        unknown.remove(name);
        return object.get(name);
    }

    <T> @Nullable T one(String name, Function<String, T> reading) {
        JsonValue value = value(name);
        if (value == null) {
            return null;
        }
        if (value instanceof JsonString text) {
            return problems.readOrNull(pointer(name), () -> reading.apply(text.getString()));
        }
        problems.add(pointer(name), "Give a text");
        return null;
    }

    @Nullable
    Integer number(String name) {
        JsonValue value = value(name);
        Integer number = value == null ? null : OptionsJson.whole(value);
        if (value != null && number == null) {
            problems.add(pointer(name), "Give a whole number");
        }
        return number;
    }

    @Nullable
    Boolean truth(String name) {
        JsonValue value = value(name);
        if (value == null) {
            return null;
        }
        if (value != JsonValue.TRUE && value != JsonValue.FALSE) {
            problems.add(pointer(name), "Give true or false");
        }
        return value == JsonValue.TRUE;
    }

    Map<String, String> texts(String name) {
        JsonValue value = value(name);
        if (value instanceof JsonObject texts) {
            return OptionsJson.texts(texts);
        }
        if (value != null) {
            problems.add(pointer(name), "Give an object of texts");
        }
        return Map.of();
    }

    List<JsonValue> list(String name) {
        JsonValue value = value(name);
        if (value instanceof JsonArray array) {
            return array;
        }
        if (value != null) {
            problems.add(pointer(name), "Give an array");
        }
        return List.of();
    }

    void rejectUnknown() {
        unknown.forEach(name -> problems.add(pointer(name), "There is no such member; remove it"));
    }
}
