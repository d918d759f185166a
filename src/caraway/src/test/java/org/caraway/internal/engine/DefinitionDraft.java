package org.caraway.internal.engine;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import org.caraway.Delivery;
import org.caraway.internal.lifecycle.RetryPolicy;
import org.caraway.internal.lifecycle.StartLimits;
import org.caraway.internal.lifecycle.TimeLimits;
import org.caraway.internal.registry.RetentionSettings;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.registry.TaskInvoker;
import org.caraway.internal.registry.TaskParameter;
import org.caraway.internal.registry.TaskSettings;

/** What a test has said of the task that it defines next. */
final class DefinitionDraft {

    List<Class<? extends Throwable>> retryFor = List.of();
    List<Class<? extends Throwable>> expected = List.of();
    int maxRetries = 3;
    Duration softLimit = Duration.ofMinutes(5);
    Duration hardLimit = Duration.ofMinutes(6);
    Delivery delivery = Delivery.AT_LEAST_ONCE;
    boolean transactional;
    Duration retryDelay = Duration.ofMillis(1);
    Duration retryInOutage = Duration.ofHours(1);
    /** The two below stay for all further ones. */
    RetentionSettings keeping = RetentionSettings.DEFAULT;

    String format = "";

    /** Makes it, and forgets what was said of this one alone. */
    TaskDefinition definition(String name, TaskInvoker body, List<TaskParameter> parameters) {
        RetryPolicy retries = new RetryPolicy(
                retryFor, List.of(), maxRetries, retryDelay, 1, Duration.ofSeconds(1), retryDelay.isNegative());
        TaskSettings settings = new TaskSettings(
                "default",
                4,
                "",
                retries,
                expected,
                new TimeLimits(softLimit, hardLimit),
                3,
                retryInOutage,
                delivery,
                StartLimits.NONE,
                keeping,
                false,
                format,
                false,
                "");
        TaskDefinition definition = new TaskDefinition(
                name, Bench.class, anyMethod(), parameters, Object.class, settings, transactional, body);
        retryFor = List.of();
        expected = List.of();
        maxRetries = 3;
        transactional = false;
        retryDelay = Duration.ofMillis(1);
        retryInOutage = Duration.ofHours(1);
        delivery = Delivery.AT_LEAST_ONCE;
        softLimit = Duration.ofMinutes(5);
        hardLimit = Duration.ofMinutes(6);
        return definition;
    }

    private static Method anyMethod() {
        try {
            return Object.class.getMethod("toString");
        } catch (NoSuchMethodException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
