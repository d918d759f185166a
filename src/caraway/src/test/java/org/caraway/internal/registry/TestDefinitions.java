package org.caraway.internal.registry;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.caraway.Sensitive;
import org.caraway.Task;
import org.caraway.internal.lifecycle.RetryPolicy;
import org.caraway.internal.lifecycle.StartLimits;
import org.caraway.internal.lifecycle.TimeLimits;

/** Task definitions of plain classes, as the extension would find them on beans. */
public final class TestDefinitions {

    private TestDefinitions() {}

    /** A registry of all annotated methods of these classes. */
    public static TaskRegistry registryOf(Class<?>... beanClasses) {
        List<TaskDefinition> definitions = new ArrayList<>();
        for (Class<?> beanClass : beanClasses) {
            definitions.addAll(of(beanClass));
        }
        return new TaskRegistry(definitions);
    }

    /** The definitions of this class, inherited ones included. */
    public static List<TaskDefinition> of(Class<?> beanClass) {
        List<TaskDefinition> definitions = new ArrayList<>();
        for (Class<?> type = beanClass; type != null; type = type.getSuperclass()) {
            add(beanClass, type.getDeclaredMethods(), definitions);
            for (Class<?> above : type.getInterfaces()) {
                add(beanClass, above.getDeclaredMethods(), definitions);
            }
        }
        return definitions;
    }

    private static void add(Class<?> beanClass, Method[] methods, List<TaskDefinition> definitions) {
        for (Method method : methods) {
            Task task = method.getAnnotation(Task.class);
            if (task != null && !method.isBridge()) {
                definitions.add(define(beanClass, method, task));
            }
        }
    }

    private static TaskDefinition define(Class<?> beanClass, Method method, Task task) {
        String name = task.name().isEmpty() ? beanClass.getSimpleName() + "." + method.getName() : task.name();
        List<TaskParameter> parameters = Arrays.stream(method.getParameters())
                .map(parameter -> new TaskParameter(
                        parameter.getName(),
                        parameter.getParameterizedType(),
                        parameter.isAnnotationPresent(Sensitive.class)))
                .toList();
        RetryPolicy retries =
                new RetryPolicy(List.of(), List.of(), 3, Duration.ofSeconds(1), 2, Duration.ofMinutes(10), true);
        TaskSettings settings = new TaskSettings(
                task.queue().isEmpty() ? "default" : task.queue(),
                task.priority(),
                task.key(),
                retries,
                List.of(),
                new TimeLimits(Duration.ofMinutes(5), Duration.ofMinutes(6)),
                3,
                Duration.ofHours(1),
                task.delivery(),
                StartLimits.NONE,
                new RetentionSettings(
                        task.expires().isEmpty() ? null : Duration.parse(task.expires()), task.ignoreResult(), null),
                task.withoutContext(),
                task.format(),
                task.remote(),
                "");
        return new TaskDefinition(
                name, beanClass, method, parameters, method.getGenericReturnType(), settings, false, arguments -> null);
    }
}
