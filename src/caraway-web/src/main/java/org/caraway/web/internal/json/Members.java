package org.caraway.web.internal.json;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** Builds a JSON object and omits null values. Confined to one thread. */
public final class Members {

    private final JsonObjectBuilder object;

    /** Adds to this object. */
    public Members(JsonObjectBuilder object) {
        this.object = object;
    }

    /** The text of a value. */
    public Members text(String name, @Nullable Object value) {
        if (value != null) {
            object.add(name, value.toString());
        }
        return this;
    }

    /** A number. */
    public Members number(String name, long value) {
        object.add(name, value);
        return this;
    }

    /** A number, omitted if null. */
    public Members numberOrNot(String name, @Nullable Integer value) {
        if (value != null) {
            object.add(name, value);
        }
        return this;
    }

    /** A boolean. */
    public Members truth(String name, boolean value) {
        object.add(name, value);
        return this;
    }

    /** JSON that is stored as text. */
    public Members json(String name, @Nullable String json) {
        return add(name, json == null ? null : TaskShapes.stored(json));
    }

    /** A value. */
    public Members add(String name, @Nullable JsonValue value) {
        if (value != null) {
            object.add(name, value);
        }
        return this;
    }

    /** The object. */
    public JsonObject build() {
        return object.build();
    }
}
