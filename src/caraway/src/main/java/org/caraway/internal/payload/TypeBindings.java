package org.caraway.internal.payload;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The types of the type variables of a class and of its superclasses. Immutable.
 *
 * @param types the types by variable
 */
record TypeBindings(Map<TypeVariable<?>, Type> types) {

    static final TypeBindings NONE = new TypeBindings(Map.of());

    TypeBindings {
        types = Map.copyOf(types);
    }

    /** The bindings of this type. */
    static TypeBindings of(Type type) {
        Map<TypeVariable<?>, Type> types = new HashMap<>();
        Type step = type;
        while (step instanceof ParameterizedType || step instanceof Class<?>) {
            TypeBindings below = new TypeBindings(types);
            if (step instanceof ParameterizedType parameterized) {
                Class<?> raw = (Class<?>) parameterized.getRawType();
                Type[] arguments = parameterized.getActualTypeArguments();
                for (int i = 0; i < arguments.length; i++) {
                    types.put(raw.getTypeParameters()[i], below.resolved(arguments[i]));
                }
                step = raw.getGenericSuperclass();
            } else {
                step = ((Class<?>) step).getGenericSuperclass();
            }
        }
        return new TypeBindings(types);
    }

    /** The type with its variables replaced by their types; for a wildcard its bound. Unbound variables are kept. */
    Type resolved(Type type) {
        if (type instanceof TypeVariable<?> variable) {
            return types.getOrDefault(variable, variable);
        }
        if (type instanceof WildcardType wildcard) {
            return resolved(wildcard.getUpperBounds()[0]);
        }
        if (type instanceof ParameterizedType parameterized) {
            Type[] arguments = Arrays.stream(parameterized.getActualTypeArguments())
                    .map(this::resolved)
                    .toArray(Type[]::new);
            return new Resolved((Class<?>) parameterized.getRawType(), arguments);
        }
        return type;
    }

    /** A class with its arguments; two of the same are equal. */
    private static final class Resolved implements ParameterizedType {

        private final Class<?> raw;
        private final Type[] arguments;

        Resolved(Class<?> raw, Type[] arguments) {
            this.raw = raw;
            this.arguments = arguments.clone();
        }

        @Override
        public Type[] getActualTypeArguments() {
            return arguments.clone();
        }

        @Override
        public Type getRawType() {
            return raw;
        }

        @Override
        public Type getOwnerType() {
            return raw.getDeclaringClass();
        }

        @Override
        public String getTypeName() {
            return TypeNames.full(this, raw);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof ParameterizedType that
                    && raw.equals(that.getRawType())
                    && Arrays.equals(arguments, that.getActualTypeArguments());
        }

        @Override
        public int hashCode() {
            return Objects.hash(raw, Arrays.hashCode(arguments));
        }

        @Override
        public String toString() {
            return getTypeName();
        }
    }
}
