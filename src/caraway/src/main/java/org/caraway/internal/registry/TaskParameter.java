package org.caraway.internal.registry;

import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;

/**
 * One parameter of a task method. Immutable.
 *
 * @param name its name in the source, or {@code arg0} where the class was compiled without {@code -parameters}
 * @param type its generic type
 * @param sensitive whether its value is masked
 */
public record TaskParameter(String name, Type type, boolean sensitive) {

    /** A parameter whose value may be shown. */
    public TaskParameter(String name, Type type) {
        this(name, type, false);
    }

    /** Its type without generics, as the JVM sees it. */
    public Class<?> rawType() {
        return rawTypeOf(type);
    }

    /** The class itself, or the wrapper class of a primitive type. */
    public static Class<?> boxed(Class<?> type) {
        return MethodType.methodType(type).wrap().returnType();
    }

    /** This type without generics: a type variable or wildcard becomes its first bound. */
    public static Class<?> rawTypeOf(Type type) {
        if (type instanceof Class<?> plain) {
            return plain;
        }
        if (type instanceof ParameterizedType parameterized) {
            return rawTypeOf(parameterized.getRawType());
        }
        if (type instanceof GenericArrayType array) {
            return Array.newInstance(rawTypeOf(array.getGenericComponentType()), 0)
                    .getClass();
        }
        if (type instanceof TypeVariable<?> variable) {
            return rawTypeOf(variable.getBounds()[0]);
        }
        return rawTypeOf(((WildcardType) type).getUpperBounds()[0]);
    }
}
