package org.caraway.internal.payload;

import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbTypeAdapter;
import jakarta.json.bind.annotation.JsonbTypeDeserializer;
import jakarta.json.bind.annotation.JsonbTypeInfo;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Walks through a type and the declared types of its parts, in search of types that cannot be stored as JSON. Confined
 * to the thread that creates it.
 */
final class TypeInspection {

    private final Set<Type> visited = new HashSet<>();

    /** Why values of this type cannot be stored, absent if they can. */
    Optional<String> problemWith(Type type) {
        Type value = Outcomes.cover(type) ? Outcomes.valueTypeOf(type) : type;
        boolean unknown = value == Object.class && Outcomes.cover(type);
        return unknown ? Optional.empty() : Optional.ofNullable(inspect(value, Map.of()));
    }

    private @Nullable String inspect(Type type, Map<TypeVariable<?>, Type> bindings) {
        if (type instanceof TypeVariable<?> variable) {
            Type bound = bindings.get(variable);
            return bound == null
                    ? "the type variable " + variable + " says nothing of the value; declare a concrete type"
                    : inspect(bound, Map.of());
        }
        if (type instanceof WildcardType wildcard) {
            return inspect(wildcard.getUpperBounds()[0], bindings);
        }
        if (type instanceof GenericArrayType array) {
            return array.getTypeName() + " is an array of a generic type; declare a List instead";
        }
        if (type instanceof ParameterizedType parameterized) {
            return inspectParameterized(parameterized, bindings);
        }
        return inspectClass((Class<?>) type, Map.of());
    }

    private @Nullable String inspectParameterized(ParameterizedType type, Map<TypeVariable<?>, Type> bindings) {
        Class<?> raw = (Class<?>) type.getRawType();
        Type[] arguments = type.getActualTypeArguments();
        String forbidden = Portability.problemWith(raw);
        if (forbidden != null) {
            return forbidden;
        }
        Map<TypeVariable<?>, Type> inner = new HashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            String problem = inspect(arguments[i], bindings);
            if (problem != null) {
                return problem;
            }
            Type argument = arguments[i];
            inner.put(raw.getTypeParameters()[i], bindings.getOrDefault(argument, argument));
        }
        return visited.add(type) ? inspectClass(raw, inner) : null;
    }

    private @Nullable String inspectClass(Class<?> type, Map<TypeVariable<?>, Type> bindings) {
        if (type.isArray()) {
            return inspect(type.getComponentType(), Map.of());
        }
        String forbidden = Portability.problemWith(type);
        if (forbidden != null || Portability.isKnown(type) || hasItsOwnForm(type)) {
            return forbidden;
        }
        if (bindings.isEmpty() && !visited.add(type)) {
            return null;
        }
        String unbuildable = constructionProblem(type);
        return unbuildable == null ? inspectParts(type, bindings) : unbuildable;
    }

    /** A type with an adapter or with declared subtypes is accepted: the application handles it itself. */
    static boolean hasItsOwnForm(AnnotatedElement element) {
        return element.isAnnotationPresent(JsonbTypeAdapter.class)
                || element.isAnnotationPresent(JsonbTypeDeserializer.class)
                || element.isAnnotationPresent(JsonbTypeInfo.class);
    }

    private static @Nullable String constructionProblem(Class<?> type) {
        if (type.isInterface() || Modifier.isAbstract(type.getModifiers())) {
            return type.getName() + " is " + (type.isInterface() ? "an interface" : "abstract")
                    + ": nothing says which class to read; declare a record or class, or add @JsonbTypeInfo";
        }
        if (!Modifier.isPublic(type.getModifiers())) {
            return type.getName() + " is not public, so JSON-B cannot reach it; make it public";
        }
        if (type.isMemberClass() && !Modifier.isStatic(type.getModifiers())) {
            return type.getName() + " is an inner class; make it static";
        }
        return type.isRecord() || hasConstructor(type)
                ? null
                : type.getName() + " has neither a public or protected constructor without parameters nor a "
                        + "@JsonbCreator; add one, or make it a record";
    }

    private static boolean hasConstructor(Class<?> type) {
        Stream<Constructor<?>> constructors = Arrays.stream(type.getDeclaredConstructors());
        return constructors.anyMatch(constructor -> constructor.isAnnotationPresent(JsonbCreator.class)
                        || (constructor.getParameterCount() == 0
                                && (constructor.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0))
                || Arrays.stream(type.getDeclaredMethods())
                        .anyMatch(method -> method.isAnnotationPresent(JsonbCreator.class));
    }

    private @Nullable String inspectParts(Class<?> type, Map<TypeVariable<?>, Type> bindings) {
        String dropped = DroppedField.problemWith(type);
        if (dropped != null) {
            return dropped;
        }
        for (PayloadProperty part : PayloadProperty.of(type)) {
            // A variable that is left open here belongs to a raw use or a supertype: JSON-B takes it as Object.
            boolean open = part.type() instanceof TypeVariable<?> variable && !bindings.containsKey(variable);
            boolean ownForm = part.sources().stream().anyMatch(TypeInspection::hasItsOwnForm);
            if (!open && !ownForm && type.isRecord() && part.type() instanceof TypeVariable<?> variable) {
                return unreadable(type, part, variable);
            }
            String problem = open || ownForm || !part.written() ? null : inspectPart(part.type(), bindings);
            if (problem != null) {
                return type.getSimpleName() + "." + part.name() + ": " + problem;
            }
        }
        return null;
    }

    /**
     * Yasson resolves the variables in the type of a creator's parameter, but not a type that is a variable itself:
     * https://github.com/eclipse-ee4j/yasson/issues/681.
     */
    private static String unreadable(Class<?> type, PayloadProperty part, TypeVariable<?> variable) {
        return type.getSimpleName() + "." + part.name() + " of a record is of the type variable " + variable
                + " itself, which JSON-B cannot read; declare a concrete type, or a class with getters and setters";
    }

    private @Nullable String inspectPart(Type type, Map<TypeVariable<?>, Type> bindings) {
        if (type instanceof ParameterizedType parameterized
                && Arrays.stream(parameterized.getActualTypeArguments())
                        .anyMatch(argument ->
                                argument instanceof TypeVariable<?> variable && !bindings.containsKey(variable))) {
            return Portability.problemWith((Class<?>) parameterized.getRawType());
        }
        return inspect(type, bindings);
    }
}
