package org.caraway.internal.payload;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** Questions about generic types. */
final class PayloadTypes {

    private static final Set<Class<?>> OPTIONALS =
            Set.of(Optional.class, OptionalInt.class, OptionalLong.class, OptionalDouble.class);

    private PayloadTypes() {}

    /** Whether this class has an empty value that JSON writes as null. */
    static boolean isOptional(Class<?> raw) {
        return OPTIONALS.contains(raw);
    }

    /** The type argument of {@code Optional<T>}; Object if it has none. */
    static Type elementOf(Type type) {
        if (type instanceof ParameterizedType parameterized && parameterized.getRawType() == Optional.class) {
            Type element = parameterized.getActualTypeArguments()[0];
            return element instanceof WildcardType wildcard ? wildcard.getUpperBounds()[0] : element;
        }
        return Object.class;
    }

    /** A value declared as a mere Object is written by its own class. */
    static Type writableType(Object value, Type type) {
        return type == Object.class ? value.getClass() : type;
    }
}
