package org.caraway.internal.cdi.definition;

import jakarta.enterprise.inject.spi.Bean;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The way to a task method through one of its bean's types. Immutable.
 *
 * @param type the bean type to ask the container for
 * @param method the method as that type has it
 */
record BeanView(Type type, Method method) {

    /** The bean class itself where it is a bean type, otherwise an interface that declares the method. */
    static Optional<BeanView> of(Bean<?> bean, Method method) {
        return Stream.concat(throughClass(bean, method), throughInterface(bean, method))
                .findFirst();
    }

    private static Stream<BeanView> throughClass(Bean<?> bean, Method method) {
        return bean.getTypes().stream()
                .filter(type -> method.getDeclaringClass().isAssignableFrom(raw(type)))
                .map(type -> new BeanView(type, method));
    }

    private static Stream<BeanView> throughInterface(Bean<?> bean, Method method) {
        return bean.getTypes().stream().filter(type -> raw(type).isInterface()).flatMap(type -> Stream.of(
                        raw(type).getMethods())
                .filter(candidate -> sameSignature(candidate, method))
                .map(candidate -> new BeanView(type, candidate)));
    }

    private static boolean sameSignature(Method one, Method other) {
        return one.getName().equals(other.getName())
                && Arrays.equals(one.getParameterTypes(), other.getParameterTypes());
    }

    private static Class<?> raw(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            return raw(parameterized.getRawType());
        }
        return type instanceof Class<?> plain ? plain : Object.class;
    }
}
