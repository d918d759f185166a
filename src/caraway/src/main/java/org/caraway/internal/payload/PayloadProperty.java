package org.caraway.internal.payload;

import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.json.bind.annotation.JsonbTransient;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A JSON-B property of a class. Immutable.
 *
 * @param name its name in JSON
 * @param type its generic type
 * @param read whether it is read from JSON
 * @param written whether it is written to JSON
 * @param sources its field, getter, setter and parameter, as far as they exist; they may have annotations
 */
record PayloadProperty(String name, Type type, boolean read, boolean written, List<AnnotatedElement> sources) {

    PayloadProperty {
        sources = List.copyOf(sources);
    }

    /** The properties of this class: those of a record in their order, else by name; without transient ones. */
    static List<PayloadProperty> of(Class<?> type) {
        return all(type).filter(property -> !property.isTransient()).toList();
    }

    /** The same, with those that are transient. */
    static Stream<PayloadProperty> all(Class<?> type) {
        return type.isRecord()
                ? Arrays.stream(type.getRecordComponents()).map(component -> ofComponent(type, component))
                : ofBean(type);
    }

    /** Whether one of its sources has this annotation. */
    boolean has(Class<? extends Annotation> annotation) {
        return sources.stream().anyMatch(source -> source.isAnnotationPresent(annotation));
    }

    /** The annotation that its sources have, absent if none has it. */
    <A extends Annotation> Optional<A> find(Class<A> annotation) {
        return sources.stream()
                .filter(source -> source.isAnnotationPresent(annotation))
                .map(source -> source.getAnnotation(annotation))
                .findFirst();
    }

    boolean isTransient() {
        return has(JsonbTransient.class)
                || sources.stream()
                        .anyMatch(
                                source -> source instanceof Field field && Modifier.isTransient(field.getModifiers()));
    }

    private static PayloadProperty ofComponent(Class<?> type, RecordComponent component) {
        Draft draft = new Draft(component.getName());
        draft.found(component.getAccessor(), component.getGenericType());
        fieldOf(type, component.getName()).ifPresent(field -> draft.found(field, field.getGenericType()));
        draft.read = true;
        draft.written = true;
        return draft.property();
    }

    private static Stream<PayloadProperty> ofBean(Class<?> type) {
        Map<String, Draft> drafts = new TreeMap<>();
        for (Method method : type.getMethods()) {
            if (isGetter(method)) {
                int prefix = method.getName().startsWith("is") ? 2 : 3;
                Draft draft = draft(drafts, decapitalized(method.getName().substring(prefix)));
                draft.found(method, method.getGenericReturnType());
                draft.written = true;
            }
        }
        for (Method method : type.getMethods()) {
            if (isSetter(method)) {
                Draft draft = draft(drafts, decapitalized(method.getName().substring(3)));
                draft.found(method, method.getGenericParameterTypes()[0]);
                draft.read = true;
            }
        }
        for (Field field : type.getFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                Draft draft = draft(drafts, field.getName());
                draft.found(field, field.getGenericType());
                draft.written = true;
                draft.read |= !Modifier.isFinal(field.getModifiers());
            }
        }
        creatorParameters(type).forEach(parameter -> {
            Draft draft = draft(drafts, named(parameter));
            draft.found(parameter, parameter.getParameterizedType());
            draft.read = true;
        });
        drafts.values().forEach(draft -> fieldOf(type, draft.name)
                .filter(field -> !draft.sources.contains(field))
                .ifPresent(field -> draft.found(field, field.getGenericType())));
        return drafts.values().stream().map(Draft::property);
    }

    private static Draft draft(Map<String, Draft> drafts, String name) {
        return drafts.computeIfAbsent(name, Draft::new);
    }

    private static Stream<Parameter> creatorParameters(Class<?> type) {
        Stream<Constructor<?>> constructors = Arrays.stream(type.getDeclaredConstructors());
        Stream<Method> methods = Arrays.stream(type.getDeclaredMethods());
        return Stream.<Executable>concat(constructors, methods)
                .filter(executable -> executable.isAnnotationPresent(JsonbCreator.class))
                .map(Executable::getParameters)
                .flatMap(Arrays::stream);
    }

    /** JSON-B finds the getter of a parameter by its JSON name. */
    private static String named(Parameter parameter) {
        return Optional.ofNullable(parameter.getAnnotation(JsonbProperty.class))
                .map(JsonbProperty::value)
                .filter(name -> !name.isEmpty())
                .orElse(parameter.getName());
    }

    private static boolean isGetter(Method method) {
        return method.getParameterCount() == 0
                && !Modifier.isStatic(method.getModifiers())
                && method.getDeclaringClass() != Object.class
                && method.getReturnType() != void.class
                && method.getName().matches("(get|is).+");
    }

    private static boolean isSetter(Method method) {
        return method.getParameterCount() == 1
                && !Modifier.isStatic(method.getModifiers())
                && method.getName().matches("set.+");
    }

    /** The name by the rules of beans: {@code name} for {@code getName}, and {@code URL} for {@code getURL}. */
    private static String decapitalized(String name) {
        boolean acronym =
                name.length() > 1 && Character.isUpperCase(name.charAt(0)) && Character.isUpperCase(name.charAt(1));
        return acronym ? name : Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    private static Optional<Field> fieldOf(Class<?> type, String name) {
        for (Class<?> step = type; step != null; step = step.getSuperclass()) {
            for (Field field : step.getDeclaredFields()) {
                if (field.getName().equals(name) && !Modifier.isStatic(field.getModifiers())) {
                    return Optional.of(field);
                }
            }
        }
        return Optional.empty();
    }

    /** A builder of a property. Confined to one thread. */
    private static final class Draft {

        private final String name;
        private final Collection<AnnotatedElement> sources = new ArrayList<>();
        private Type type = Object.class;
        private boolean read;
        private boolean written;

        Draft(String name) {
            this.name = name;
        }

        /** The first source determines the type. */
        void found(AnnotatedElement source, Type ofSource) {
            if (sources.isEmpty()) {
                type = ofSource;
            }
            sources.add(source);
        }

        PayloadProperty property() {
            String said = sources.stream()
                    .filter(source -> source.isAnnotationPresent(JsonbProperty.class))
                    .map(source -> source.getAnnotation(JsonbProperty.class).value())
                    .filter(value -> !value.isEmpty())
                    .findFirst()
                    .orElse(name);
            return new PayloadProperty(said, type, read, written, List.copyOf(sources));
        }
    }
}
