package org.caraway.internal.payload;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import org.caraway.Outcome;
import org.caraway.TaskError;
import org.caraway.TaskState;
import org.caraway.internal.registry.TaskParameter;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@link Outcome}s, and lists of them, which the store writes: Yasson does not resolve the type parameter of a
 * record. Stateless.
 */
final class Outcomes {

    private Outcomes() {}

    /** Whether the type is an outcome, or a list of outcomes. */
    static boolean cover(Type type) {
        Class<?> raw = TaskParameter.rawTypeOf(type);
        return raw == Outcome.class || (raw.isAssignableFrom(List.class) && elementIsOutcome(type));
    }

    private static boolean elementIsOutcome(Type type) {
        return type instanceof ParameterizedType list
                && TaskParameter.rawTypeOf(list.getActualTypeArguments()[0]) == Outcome.class;
    }

    /** The type of the values in a type that is covered; {@code Object} where that is not known. */
    static Type valueTypeOf(Type type) {
        return TaskParameter.rawTypeOf(type) == Outcome.class
                ? valueType(type)
                : valueType(((ParameterizedType) type).getActualTypeArguments()[0]);
    }

    /**
     * The outcome, or the list.
     *
     * @param decode decodes a value by its type
     * @throws RuntimeException if it is none
     */
    static Object read(JsonValue json, Type type, BiFunction<JsonValue, Type, @Nullable Object> decode) {
        if (TaskParameter.rawTypeOf(type) == Outcome.class) {
            return outcome(json.asJsonObject(), type, decode);
        }
        Type element = ((ParameterizedType) type).getActualTypeArguments()[0];
        List<Object> outcomes = new ArrayList<>();
        for (JsonValue one : (JsonArray) json) {
            outcomes.add(outcome(one.asJsonObject(), element, decode));
        }
        return outcomes;
    }

    private static Outcome<?> outcome(
            JsonObject json, Type type, BiFunction<JsonValue, Type, @Nullable Object> decode) {
        JsonValue value = json.getOrDefault("value", JsonValue.NULL);
        return new Outcome<>(
                UUID.fromString(json.getString("taskId")),
                TaskState.valueOf(json.getString("state")),
                value == JsonValue.NULL ? null : decode.apply(value, valueType(type)),
                json.get("error") instanceof JsonObject error ? error(error) : null);
    }

    private static Type valueType(Type type) {
        Type argument = type instanceof ParameterizedType outcome ? outcome.getActualTypeArguments()[0] : Object.class;
        if (argument instanceof WildcardType wild) {
            return wild.getUpperBounds()[0];
        }
        return argument instanceof Class || argument instanceof ParameterizedType ? argument : Object.class;
    }

    private static TaskError error(JsonObject error) {
        return new TaskError(
                error.getString("type"),
                error.get("message") instanceof JsonString message ? message.getString() : null,
                error.getString("trace", ""));
    }
}
