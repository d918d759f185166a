package org.caraway.internal.cdi.definition;

import static java.util.stream.Collectors.joining;

import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedParameter;
import jakarta.enterprise.inject.spi.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.caraway.ObservesTask;
import org.caraway.Task;

/**
 * A method with {@link Task}, or with a parameter that has {@link ObservesTask}, as a class has or inherits it.
 * Immutable.
 *
 * @param type the class, with the annotations that extensions gave it
 * @param annotated the method
 * @param task the annotation; with all its defaults, if only the parameter is annotated
 */
record DeclaredTask(AnnotatedType<?> type, AnnotatedMethod<?> annotated, Task task) {

    /** The task methods of this type in a steady order, overridden ones left out. */
    static List<DeclaredTask> of(AnnotatedType<?> type) {
        Class<?> beanClass = type.getJavaClass();
        return type.getMethods().stream()
                .filter(DeclaredTask::isTask)
                .filter(method -> !method.getJavaMember().isBridge())
                .filter(method -> !isOverridden(method.getJavaMember(), beanClass))
                .map(method -> new DeclaredTask(type, method, taskOf(method)))
                .sorted(Comparator.comparing(DeclaredTask::signature))
                .toList();
    }

    /** The parameter that takes an event, for a durable observer. */
    Optional<AnnotatedParameter<?>> event() {
        return eventOf(annotated);
    }

    Class<?> beanClass() {
        return type.getJavaClass();
    }

    Method method() {
        return annotated.getJavaMember();
    }

    /** The name under which calls are stored. */
    String name() {
        return task.name().isEmpty() ? beanClass().getSimpleName() + "." + method().getName() : task.name();
    }

    /** {@code Class#method}, for messages. */
    String where() {
        return beanClass().getName() + "#" + method().getName();
    }

    /** {@link #where} with the types of the parameters. */
    String signature() {
        return where()
                + Stream.of(method().getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(joining(", ", "(", ")"));
    }

    private static boolean isTask(AnnotatedMethod<?> method) {
        return method.isAnnotationPresent(Task.class) || eventOf(method).isPresent();
    }

    private static Task taskOf(AnnotatedMethod<?> method) {
        return method.isAnnotationPresent(Task.class) ? method.getAnnotation(Task.class) : Defaults.ANNOTATION;
    }

    private static Optional<AnnotatedParameter<?>> eventOf(AnnotatedMethod<?> method) {
        return method.getParameters().stream()
                .filter(parameter -> parameter.isAnnotationPresent(ObservesTask.class))
                .<AnnotatedParameter<?>>map(parameter -> parameter)
                .findFirst();
    }

    private static boolean isOverridden(Method method, Class<?> beanClass) {
        if (Modifier.isPrivate(method.getModifiers()) || Modifier.isStatic(method.getModifiers())) {
            return false;
        }
        for (Class<?> type = beanClass; type != method.getDeclaringClass(); type = type.getSuperclass()) {
            if (type == null) {
                return false;
            }
            if (overrides(type, method)) {
                return true;
            }
        }
        return false;
    }

    /**
     * A bridge overrides a method only where it leads to another one: javac also writes bridges that make a public
     * method of a package-private superclass reachable.
     */
    private static boolean overrides(Class<?> type, Method method) {
        List<Method> namesakes = Stream.of(type.getDeclaredMethods())
                .filter(candidate -> candidate.getName().equals(method.getName()))
                .filter(candidate -> candidate.getParameterCount() == method.getParameterCount())
                .toList();
        boolean written = namesakes.stream().anyMatch(candidate -> !candidate.isBridge());
        return written
                && namesakes.stream()
                        .anyMatch(
                                candidate -> Arrays.equals(candidate.getParameterTypes(), method.getParameterTypes()));
    }

    /** Where the options of a durable observer without {@link Task} come from. */
    static final class Defaults {

        static final Task ANNOTATION = Stream.of(Defaults.class.getDeclaredMethods())
                .flatMap(method -> Stream.of(method.getAnnotationsByType(Task.class)))
                .findFirst()
                .orElseThrow();

        private Defaults() {}

        @Task
        void annotated() {}
    }
}
