package org.caraway.internal.cdi.definition;

import jakarta.decorator.Decorator;
import jakarta.enterprise.context.NormalScope;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Stereotype;
import jakarta.enterprise.inject.spi.AnnotatedConstructor;
import jakarta.enterprise.inject.spi.AnnotatedType;
import jakarta.inject.Inject;
import jakarta.inject.Scope;
import jakarta.interceptor.Interceptor;
import java.lang.annotation.Annotation;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.caraway.internal.cdi.config.Problems;

/**
 * Classes with task methods that never became beans. Only those are mistakes whose class itself shows why: disabled
 * alternatives, specialized and vetoed classes are meant to be absent, abstract ones to be inherited. Confined to the
 * deploying thread.
 */
final class UnmanagedTaskClasses {

    private final List<AnnotatedType<?>> addClass = new ArrayList<>();
    private final Set<Class<?>> addBeanClass = new HashSet<>();

    void addClass(AnnotatedType<?> type) {
        addClass.add(type);
    }

    void addBeanClass(Class<?> beanClass) {
        addBeanClass.add(beanClass);
    }

    /** Notes a problem for each task method that no bean offers though it should. */
    void check(Problems problems) {
        for (AnnotatedType<?> type : addClass) {
            if (!addBeanClass.contains(type.getJavaClass())) {
                reason(type).ifPresent(reason -> DeclaredTask.of(type)
                        .forEach(task -> problems.add(
                                task.where() + ": " + type.getJavaClass().getSimpleName() + " " + reason)));
            }
        }
    }

    private static Optional<String> reason(AnnotatedType<?> type) {
        Class<?> plain = type.getJavaClass();
        if (plain.isInterface() || Modifier.isAbstract(plain.getModifiers())) {
            return Optional.empty();
        }
        if (type.isAnnotationPresent(Interceptor.class) || type.isAnnotationPresent(Decorator.class)) {
            String kind = type.isAnnotationPresent(Interceptor.class) ? "an interceptor" : "a decorator";
            return Optional.of(
                    "is " + kind + ", and nothing can call a task on it; move the method to a bean of its own");
        }
        if (plain.isMemberClass() && !Modifier.isStatic(plain.getModifiers())) {
            return Optional.of("is not a bean: make the nested class static");
        }
        if (type.getConstructors().stream().noneMatch(UnmanagedTaskClasses::isUsable)) {
            return Optional.of("is not a bean: give it a constructor without parameters or with @Inject");
        }
        return isScoped(type)
                ? Optional.empty()
                : Optional.of("is not a bean: add a scope annotation such as @ApplicationScoped");
    }

    private static boolean isUsable(AnnotatedConstructor<?> constructor) {
        return constructor.getParameters().isEmpty() || constructor.isAnnotationPresent(Inject.class);
    }

    /** Whether it would be a bean by its annotations, and so was taken away on purpose. */
    private static boolean isScoped(AnnotatedType<?> type) {
        return type.isAnnotationPresent(Alternative.class)
                || type.getAnnotations().stream()
                        .map(Annotation::annotationType)
                        .anyMatch(annotation -> annotation.isAnnotationPresent(Scope.class)
                                || annotation.isAnnotationPresent(NormalScope.class)
                                || annotation.isAnnotationPresent(Stereotype.class));
    }
}
