package org.caraway.internal.payload;

import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.caraway.internal.registry.TaskParameter;

/**
 * Plain values: numbers, text, booleans, UUIDs and enums. They are written as JSON-B writes them, but faster, and read
 * more strictly: a number out of range is refused, not truncated.
 */
final class Scalars {

    private static final String JSON_B = "jakarta.json.bind.annotation.";

    private static final Map<Class<?>, Function<JsonValue, Object>> READERS = Map.ofEntries(
            reader(String.class, Scalars::text),
            reader(Boolean.class, Scalars::truth),
            reader(Byte.class, json -> number(json).bigDecimalValue().byteValueExact()),
            reader(Short.class, json -> number(json).bigDecimalValue().shortValueExact()),
            reader(Integer.class, json -> number(json).intValueExact()),
            reader(Long.class, json -> number(json).longValueExact()),
            reader(Float.class, json -> finite(Float.parseFloat(number(json).toString()))),
            reader(Double.class, json -> finite(number(json).doubleValue())),
            reader(BigDecimal.class, json -> number(json).bigDecimalValue()),
            reader(BigInteger.class, json -> number(json).bigIntegerValueExact()),
            reader(Character.class, Scalars::character),
            reader(UUID.class, json -> UUID.fromString(text(json))));

    private static final Set<Class<?>> QUOTED = Set.of(String.class, Character.class, UUID.class);

    private Scalars() {}

    /** Whether values of this class, primitive or not, are scalars. */
    static boolean covers(Class<?> type) {
        return READERS.containsKey(TaskParameter.boxed(type)) || isPlainEnum(type);
    }

    /** A scalar as JSON. */
    static String write(Object value) {
        if (value instanceof Enum<?> constant) {
            return JsonText.quote(constant.name());
        }
        if (value instanceof Double number) {
            finite(number);
        } else if (value instanceof Float number) {
            finite(number);
        }
        String text = value.toString();
        return QUOTED.contains(value.getClass()) ? JsonText.quote(text) : text;
    }

    /**
     * A scalar from JSON.
     *
     * @throws IllegalArgumentException if the JSON does not match the class, or ArithmeticException or
     *     ClassCastException
     */
    static Object read(JsonValue json, Class<?> type) {
        Function<JsonValue, Object> reader = READERS.get(TaskParameter.boxed(type));
        return reader == null ? constant(json, type) : reader.apply(json);
    }

    /** The enum's class; a constant with a body has a subclass. */
    static Class<?> enumClassOf(Class<?> type) {
        Class<?> above = type.getSuperclass();
        return above != null && above.isEnum() ? above : type;
    }

    private static boolean isPlainEnum(Class<?> type) {
        Class<?> declaring = enumClassOf(type);
        if (!declaring.isEnum()) {
            return false;
        }
        for (var annotation : declaring.getAnnotations()) {
            if (annotation.annotationType().getName().startsWith(JSON_B)) {
                return false;
            }
        }
        return true;
    }

    private static Object constant(JsonValue json, Class<?> type) {
        String name = text(json);
        for (Object constant : enumClassOf(type).getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(name)) {
                return constant;
            }
        }
        throw new IllegalArgumentException("no constant of " + type.getName() + " has this name");
    }

    private static <T> Map.Entry<Class<?>, Function<JsonValue, Object>> reader(
            Class<T> type, Function<JsonValue, Object> reader) {
        return Map.entry(type, reader);
    }

    private static JsonNumber number(JsonValue json) {
        return (JsonNumber) json;
    }

    private static String text(JsonValue json) {
        return ((JsonString) json).getString();
    }

    private static Boolean truth(JsonValue json) {
        return switch (json.getValueType()) {
            case TRUE -> true;
            case FALSE -> false;
            case ARRAY, OBJECT, STRING, NUMBER, NULL -> throw new IllegalArgumentException("neither true nor false");
        };
    }

    private static Character character(JsonValue json) {
        String text = text(json);
        if (text.length() != 1) {
            throw new IllegalArgumentException("not one character but " + text.length());
        }
        return text.charAt(0);
    }

    private static double finite(double number) {
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException(
                    "JSON has no NaN and no infinity; check before, or pass null in a Double");
        }
        return number;
    }

    private static float finite(float number) {
        finite((double) number);
        return number;
    }
}
