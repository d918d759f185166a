package org.caraway.web.internal.json;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.JsonValue.ValueType;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.caraway.web.internal.http.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Reads the members of an untrusted JSON object, and collects an error for each invalid or unknown member. Confined to
 * one thread.
 */
public final class ObjectReader {

    private static final int VALUES_CAP = 100;

    private final JsonObject object;
    private final String pointer;
    private final FieldErrors errors;
    private final Set<String> known = new TreeSet<>();
    private final Set<String> nullable = new HashSet<>();

    /**
     * Reads this object.
     *
     * @param pointer the JSON pointer of the object, empty for the whole body
     */
    public ObjectReader(JsonObject object, String pointer, FieldErrors errors) {
        this.object = object;
        this.pointer = pointer;
        this.errors = errors;
    }

    /** Reads this value, which must be an object. Otherwise adds an error and reads an empty object. */
    public static ObjectReader of(JsonValue value, String pointer, FieldErrors errors) {
        if (value.getValueType() == ValueType.OBJECT) {
            return new ObjectReader(value.asJsonObject(), pointer, errors);
        }
        errors.add(pointer, "Give a JSON object");
        return new ObjectReader(JsonValue.EMPTY_JSON_OBJECT, pointer, errors);
    }

    /** The JSON pointer of this member. */
    public String pointer(String member) {
        return pointer + "/" + Problem.escaped(member);
    }

    /** Whether the member is present, also as null. */
    public boolean has(String member) {
        known.add(member);
        return object.containsKey(member);
    }

    /** Accepts JSON null as the value of these members; in every other member JSON null is an error. */
    public void allowNull(String... members) {
        nullable.addAll(List.of(members));
    }

    /**
     * The raw value of the member, null if it is absent or JSON null. JSON null also adds an error, unless it is
     * allowed: read as an absent member it would drop the condition or the setting that the caller meant to give.
     */
    public @Nullable JsonValue value(String member) {
        known.add(member);
        @Nullable JsonValue value = object.get(member);
        if (value == null || value.getValueType() != ValueType.NULL) {
            return value;
        }
        if (!nullable.contains(member)) {
            errors.add(pointer(member), "Give a value, or leave the member out; null is none");
        }
        return null;
    }

    /** The converted value of a string, null if it is absent or invalid. */
    public <T> @Nullable T text(String member, Function<String, T> reading) {
        @Nullable JsonValue value = value(member);
        if (value == null) {
            return null;
        }
        if (value instanceof JsonString string) {
            return errors.read(pointer(member), () -> reading.apply(string.getString()));
        }
        errors.add(pointer(member), "Give a JSON string");
        return null;
    }

    /** An integer in this range, null if it is absent or invalid. */
    public @Nullable Integer integer(String member, int least, int most) {
        @Nullable JsonValue value = value(member);
        if (value == null) {
            return null;
        }
        if (value instanceof JsonNumber number) {
            return errors.read(pointer(member), () -> Values.integer(number.toString(), least, most));
        }
        errors.add(pointer(member), "Give a JSON number");
        return null;
    }

    /** A boolean, null if it is absent or invalid. */
    public @Nullable Boolean truth(String member) {
        @Nullable JsonValue value = value(member);
        if (value == null) {
            return null;
        }
        if (value.getValueType() == ValueType.TRUE || value.getValueType() == ValueType.FALSE) {
            return value.getValueType() == ValueType.TRUE;
        }
        errors.add(pointer(member), "Give true or false");
        return null;
    }

    /** At most 100 strings by name; empty if the member is absent. */
    public Map<String, String> texts(String member) {
        Map<String, String> texts = new LinkedHashMap<>();
        @Nullable JsonValue value = value(member);
        if (value == null) {
            return texts;
        }
        ObjectReader inner = of(value, pointer(member), errors);
        if (isTooMany(member, inner.object.size())) {
            return texts;
        }
        inner.object.keySet().forEach(name -> {
            @Nullable String key = errors.read(inner.pointer(name), () -> Values.text(name));
            @Nullable String text = inner.text(name, Values::text);
            if (key != null && text != null) {
                texts.put(key, text);
            }
        });
        return texts;
    }

    /** The converted values of an array of at most 100 distinct strings; empty if the member is absent. */
    public <T> Set<T> distinct(String member, Function<String, T> reading) {
        Set<T> read = new LinkedHashSet<>();
        @Nullable JsonValue value = value(member);
        if (value == null) {
            return read;
        }
        if (value.getValueType() != ValueType.ARRAY) {
            errors.add(pointer(member), "Give a JSON array");
            return read;
        }
        List<JsonValue> items = value.asJsonArray();
        if (isTooMany(member, items.size())) {
            return read;
        }
        for (int i = 0; i < items.size(); i++) {
            String where = pointer(member) + "/" + i;
            if (items.get(i) instanceof JsonString text) {
                @Nullable T item = errors.read(where, () -> reading.apply(text.getString()));
                if (item != null && !read.add(item)) {
                    errors.add(where, "Give each only once");
                }
            } else {
                errors.add(where, "Give a JSON string");
            }
        }
        return read;
    }

    private boolean isTooMany(String member, int count) {
        if (count > VALUES_CAP) {
            errors.add(pointer(member), "Give at most " + VALUES_CAP);
        }
        return count > VALUES_CAP;
    }

    /** Adds an error for each member that was not read. */
    public void rejectUnknown() {
        for (String member : object.keySet()) {
            if (!known.contains(member)) {
                errors.add(pointer(member), "Unknown member; the members are " + known);
            }
        }
    }
}
