package org.caraway.internal.payload;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.bind.annotation.JsonbCreator;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Executable;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.caraway.internal.registry.TaskParameter;
import org.jspecify.annotations.Nullable;

/**
 * A member of a record that stands nowhere in JSON although it is a primitive and so cannot be null: JSON-B would read
 * it as 0 or false. Immutable.
 *
 * @param place the way to the record, empty for the value itself
 * @param type the record
 * @param name the member
 */
record MissingMember(String place, Class<?> type, String name) {

    private static final ClassValue<List<PayloadProperty>> MEMBERS = new ClassValue<>() {
        @Override
        protected List<PayloadProperty> computeValue(Class<?> type) {
            return Portability.isKnown(type) || isRead(type) ? List.of() : PayloadProperty.of(type);
        }
    };

    /** The first one; null if none is missing. */
    static @Nullable MissingMember first(JsonValue json, Type type) {
        Class<?> raw = TaskParameter.rawTypeOf(type);
        if (raw == Optional.class) {
            return first(json, PayloadTypes.elementOf(type));
        }
        if (json instanceof JsonArray array) {
            Type element = elementOf(type, raw);
            return element == null ? null : firstAmong(array, element);
        }
        if (!(json instanceof JsonObject object)) {
            return null;
        }
        Type value = Map.class.isAssignableFrom(raw) ? argument(type, 1) : null;
        return value == null ? firstMember(object, type, raw) : firstValue(object, value);
    }

    private static @Nullable MissingMember firstAmong(JsonArray array, Type element) {
        if (isPlain(element)) {
            return null;
        }
        for (int i = 0; i < array.size(); i++) {
            MissingMember missing = first(array.get(i), element);
            if (missing != null) {
                return missing.below("[" + i + "]");
            }
        }
        return null;
    }

    private static @Nullable MissingMember firstValue(JsonObject map, Type value) {
        if (isPlain(value)) {
            return null;
        }
        for (Map.Entry<String, JsonValue> entry : map.entrySet()) {
            MissingMember missing = first(entry.getValue(), value);
            if (missing != null) {
                return missing.below("[" + entry.getKey() + "]");
            }
        }
        return null;
    }

    private static @Nullable MissingMember firstMember(JsonObject object, Type type, Class<?> raw) {
        TypeBindings bindings = type instanceof ParameterizedType ? TypeBindings.of(type) : TypeBindings.NONE;
        for (PayloadProperty member : MEMBERS.get(raw)) {
            JsonValue value = object.get(member.name());
            Type declared = bindings.resolved(member.type());
            if (value == null && raw.isRecord() && declared instanceof Class<?> plain && plain.isPrimitive()) {
                return new MissingMember("", raw, member.name());
            }
            MissingMember missing = value == null || member.sources().stream().anyMatch(TypeInspection::hasItsOwnForm)
                    ? null
                    : first(value, declared);
            if (missing != null) {
                return missing.below("." + member.name());
            }
        }
        return null;
    }

    /** What the application reads itself, by a form of its own or a creator, it may fill as it likes. */
    private static boolean isRead(Class<?> type) {
        Stream<Executable> creators =
                Stream.concat(Stream.of(type.getDeclaredConstructors()), Stream.of(type.getDeclaredMethods()));
        return TypeInspection.hasItsOwnForm((AnnotatedElement) type)
                || creators.anyMatch(creator -> creator.isAnnotationPresent(JsonbCreator.class));
    }

    /** Whether nothing of this type holds a record. */
    private static boolean isPlain(Type type) {
        return type instanceof Class<?> plain && !plain.isArray() && Portability.isKnown(plain);
    }

    private static @Nullable Type elementOf(Type type, Class<?> raw) {
        if (type instanceof GenericArrayType array) {
            return array.getGenericComponentType();
        }
        if (raw.isArray()) {
            return raw.getComponentType();
        }
        return Collection.class.isAssignableFrom(raw) ? argument(type, 0) : null;
    }

    private static @Nullable Type argument(Type type, int index) {
        return type instanceof ParameterizedType parameterized && parameterized.getActualTypeArguments().length > index
                ? TypeBindings.NONE.resolved(parameterized.getActualTypeArguments()[index])
                : null;
    }

    /** What a message says of it, with or without what may be secret. */
    String described(boolean secret) {
        return "the member '" + name + "' of " + type.getName() + " is missing"
                + (secret || place.isEmpty() ? "" : " at " + place)
                + "; it is a primitive, which cannot be null: give it, or declare its wrapper class";
    }

    private MissingMember below(String step) {
        return new MissingMember(step + place, type, name);
    }
}
