package org.caraway.web.internal.json;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.JsonValue.ValueType;
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
 * Reads the members of a JSON object that a stranger sent, and notes each that is wrong or that nobody asked for.
 * Confined to one thread.
 */
public final class ObjectReader {

    private final JsonObject object;
    private final String pointer;
    private final FieldErrors errors;
    private final Set<String> known = new TreeSet<>();

    /**
     * Of this object.
     *
     * @param pointer where it stands, empty for the whole body
     */
    public ObjectReader(JsonObject object, String pointer, FieldErrors errors) {
        this.object = object;
        this.pointer = pointer;
        this.errors = errors;
    }

    /** Of this value, which has to be an object; else of an empty one, after noting it. */
    public static ObjectReader of(JsonValue value, String pointer, FieldErrors errors) {
        if (value.getValueType() == ValueType.OBJECT) {
            return new ObjectReader(value.asJsonObject(), pointer, errors);
        }
        errors.add(pointer, "Give a JSON object");
        return new ObjectReader(JsonValue.EMPTY_JSON_OBJECT, pointer, errors);
    }

    /** Where this member stands. */
    public String pointer(String member) {
        return pointer + "/" + Problem.escaped(member);
    }

    /** Whether the member is there, null included. */
    public boolean has(String member) {
        known.add(member);
        return object.containsKey(member);
    }

    /** The member as it is, null if it is not there or JSON's null. */
    public @Nullable JsonValue value(String member) {
        known.add(member);
        @Nullable JsonValue value = object.get(member);
        return value == null || value.getValueType() == ValueType.NULL ? null : value;
    }

    /** What a string comes to, null if it is not there or wrong. */
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

    /** A whole number in this range, null if it is not there or wrong. */
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

    /** A truth, null if it is not there or wrong. */
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

    /** Texts by name; none if it is not there. */
    public Map<String, String> texts(String member) {
        Map<String, String> texts = new LinkedHashMap<>();
        @Nullable JsonValue value = value(member);
        if (value == null) {
            return texts;
        }
        ObjectReader inner = of(value, pointer(member), errors);
        inner.object.keySet().forEach(name -> {
            @Nullable String key = errors.read(inner.pointer(name), () -> Values.text(name));
            @Nullable String text = inner.text(name, Values::text);
            if (key != null && text != null) {
                texts.put(key, text);
            } else if (inner.value(name) == null) {
                errors.add(inner.pointer(name), "Give a JSON string");
            }
        });
        return texts;
    }

    /** What the strings of a list come to, each once; none if it is not there. */
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

    /** Notes the members that nobody asked for. */
    public void rejectUnknown() {
        for (String member : object.keySet()) {
            if (!known.contains(member)) {
                errors.add(pointer(member), "There is no such member; there are " + known);
            }
        }
    }
}
