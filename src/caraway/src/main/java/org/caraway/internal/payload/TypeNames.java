package org.caraway.internal.payload;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.caraway.internal.registry.TaskParameter;

/** Names of types, of letters, digits, dots and underscores: {@code Page<Item>} is {@code PageOfItem}. Stateless. */
final class TypeNames {

    private TypeNames() {}

    /** Without packages and enclosing classes. */
    static String simple(Type type) {
        return named(type, Class::getSimpleName);
    }

    /** With its package and enclosing classes. */
    static String full(Type type, Class<?> raw) {
        String outer = raw.getTypeName().replace('$', '.').replaceAll("[^A-Za-z0-9._]", "_");
        return named(type, each -> each == raw ? outer : each.getTypeName().replaceAll("[^A-Za-z0-9._]", "_"));
    }

    private static String named(Type type, Function<Class<?>, String> naming) {
        if (type instanceof Class<?> array && array.isArray()) {
            return named(array.componentType(), naming) + "Array";
        }
        if (type instanceof GenericArrayType array) {
            return named(array.getGenericComponentType(), naming) + "Array";
        }
        String name = naming.apply(TaskParameter.rawTypeOf(type));
        return type instanceof ParameterizedType parameterized
                ? name
                        + Arrays.stream(parameterized.getActualTypeArguments())
                                .map(argument -> named(argument, naming))
                                .collect(Collectors.joining("And", "Of", ""))
                : name;
    }
}
