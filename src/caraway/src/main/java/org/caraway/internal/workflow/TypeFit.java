package org.caraway.internal.workflow;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.caraway.Outcome;
import org.caraway.internal.registry.TaskParameter;
import org.jspecify.annotations.Nullable;

/**
 * Whether a result can be an argument, as far as types tell; both are JSON in between. Stateless. A null type is
 * unknown, and fits.
 */
final class TypeFit {

    private TypeFit() {}

    /** Whether a value of the result's type can be read as the parameter's. */
    static boolean fits(@Nullable Type parameter, @Nullable Type result) {
        if (parameter == null || result == null || !isKnown(parameter) || !isKnown(result)) {
            return true;
        }
        if (isList(parameter) || isList(result)) {
            return isList(parameter) && isList(result) && fits(elementOf(parameter), elementOf(result));
        }
        Class<?> wanted = TaskParameter.boxed(raw(parameter));
        Class<?> given = TaskParameter.boxed(raw(result));
        if (wanted.isAssignableFrom(given) || wanted == Optional.class || given == Optional.class) {
            return true;
        }
        if (isNumber(wanted) && isNumber(given)) {
            return !isWhole(wanted) || isWhole(given);
        }
        return (Map.class.isAssignableFrom(wanted) && !isScalar(given))
                || (Map.class.isAssignableFrom(given) && !isScalar(wanted));
    }

    /** Whether the type is a list, a set, another collection or an array; true if it is unknown. */
    static boolean mayBeList(@Nullable Type type) {
        return type == null || !isKnown(type) || isList(type);
    }

    /** The type of a list's elements, null if it is unknown. */
    static @Nullable Type elementOf(@Nullable Type list) {
        if (list instanceof Class<?> array && array.isArray()) {
            return array.getComponentType();
        }
        if (list instanceof GenericArrayType array) {
            return array.getGenericComponentType();
        }
        if (list instanceof ParameterizedType generic && generic.getActualTypeArguments().length == 1) {
            return generic.getActualTypeArguments()[0];
        }
        return null;
    }

    /** A list of this element, null if it is unknown. */
    static Type listOf(@Nullable Type element) {
        return new Generic(List.class, element == null ? Object.class : boxedType(element));
    }

    /** The outcome of a step with this result. */
    static Type outcomeOf(@Nullable Type result) {
        return new Generic(Outcome.class, result == null ? Object.class : boxedType(result));
    }

    /** The list of a group without members. */
    static final Type EMPTY_LIST = new Generic(List.class, Void.class);

    /** The type of all these, null if they differ or one is unknown; an empty list may stand for any list. */
    static @Nullable Type common(Collection<@Nullable Type> types) {
        Type common = null;
        for (Type type : types) {
            if (type == null) {
                return null;
            }
            if (common == null || common.equals(EMPTY_LIST)) {
                common = type;
            } else if (!common.equals(type) && !type.equals(EMPTY_LIST)) {
                return null;
            }
        }
        return common;
    }

    private record Generic(Class<?> raw, Type element) implements ParameterizedType {

        @Override
        public Type[] getActualTypeArguments() {
            return new Type[] {element};
        }

        @Override
        public Type getRawType() {
            return raw;
        }

        @Override
        public @Nullable Type getOwnerType() {
            return null;
        }

        @Override
        public String getTypeName() {
            return raw.getName() + "<" + element.getTypeName() + ">";
        }
    }

    private static Type boxedType(Type type) {
        return type instanceof Class<?> known ? TaskParameter.boxed(known) : type;
    }

    private static boolean isKnown(Type type) {
        if (type instanceof WildcardType || raw(type) == Object.class) {
            return false;
        }
        return !raw(type).getName().startsWith("jakarta.json.");
    }

    private static boolean isList(Type type) {
        Class<?> raw = raw(type);
        return (raw.isArray() && raw != byte[].class) || Collection.class.isAssignableFrom(raw);
    }

    private static boolean isNumber(Class<?> type) {
        return Number.class.isAssignableFrom(type);
    }

    private static boolean isWhole(Class<?> type) {
        return type != Double.class && type != Float.class && type != BigDecimal.class;
    }

    private static boolean isScalar(Class<?> type) {
        return isNumber(type)
                || type == Boolean.class
                || type == Character.class
                || type == String.class
                || type.isEnum();
    }

    private static Class<?> raw(Type type) {
        if (type instanceof Class<?> known) {
            return known;
        }
        if (type instanceof ParameterizedType generic) {
            return raw(generic.getRawType());
        }
        return type instanceof GenericArrayType ? Object[].class : Object.class;
    }
}
