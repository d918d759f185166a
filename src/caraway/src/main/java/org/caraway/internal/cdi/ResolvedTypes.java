package org.caraway.internal.cdi;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the type variables of a class's superclasses stand for, seen from that class: in {@code Orders extends Import<Order>},
 * the {@code T} of {@code Import<T>} is {@code Order}. Confined to the deploying thread.
 */
final class ResolvedTypes {

    private final Map<TypeVariable<?>, Type> bindings = new HashMap<>();

    /** Seen from this class. */
    ResolvedTypes(Class<?> start) {
        collect(start);
    }

    private void collect(Class<?> type) {
        Type parent = type.getGenericSuperclass();
        if (parent instanceof ParameterizedType parameterized) {
            TypeVariable<?>[] variables = ((Class<?>) parameterized.getRawType()).getTypeParameters();
            for (int i = 0; i < variables.length; i++) {
                bindings.put(variables[i], resolve(parameterized.getActualTypeArguments()[i]));
            }
        }
        if (type.getSuperclass() != null) {
            collect(type.getSuperclass());
        }
    }

    /** The type with its variables replaced as far as they are bound. */
    Type resolve(Type type) {
        if (type instanceof TypeVariable<?> variable) {
            return bindings.getOrDefault(variable, variable);
        }
        if (type instanceof ParameterizedType parameterized) {
            return new Parameterized(
                    parameterized.getRawType(),
                    Stream.of(parameterized.getActualTypeArguments())
                            .map(this::resolve)
                            .toList(),
                    parameterized.getOwnerType());
        }
        if (type instanceof GenericArrayType array) {
            Type component = resolve(array.getGenericComponentType());
            return component instanceof Class<?> plain ? plain.arrayType() : type;
        }
        return type;
    }

    /** A generic type with arguments of our finding. Immutable. */
    private record Parameterized(
            Type raw, List<Type> arguments, @Nullable Type owner) implements ParameterizedType {

        @Override
        public Type[] getActualTypeArguments() {
            return arguments.toArray(Type[]::new);
        }

        @Override
        public Type getRawType() {
            return raw;
        }

        @Override
        public @Nullable Type getOwnerType() {
            return owner;
        }

        @Override
        public String toString() {
            return raw.getTypeName()
                    + arguments.stream().map(Type::getTypeName).collect(Collectors.joining(", ", "<", ">"));
        }
    }
}
