package org.caraway.internal.cdi;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.caraway.Delivery;
import org.caraway.Task;
import org.caraway.internal.lifecycle.RetryPolicy;
import org.caraway.internal.lifecycle.TimeLimits;
import org.caraway.internal.registry.Keeping;
import org.caraway.internal.registry.TaskSettings;
import org.jspecify.annotations.Nullable;

/**
 * Reads how one task is queued, retried and limited: configuration first, the annotation otherwise. Confined to the
 * deploying thread.
 */
final class TaskSettingsReader {

    private final Configuration configuration;
    private final Problems problems;
    private final SettingParser parser;
    private final LimitSettings limits;

    TaskSettingsReader(Configuration configuration, Problems problems) {
        this.configuration = configuration;
        this.problems = problems;
        this.parser = new SettingParser(problems);
        this.limits = new LimitSettings(problems);
    }

    /** The settings; with problems noted they are not to be used. */
    TaskSettings read(DeclaredTask declared) {
        Task task = declared.task();
        TaskSource source = new TaskSource(configuration, declared);
        ClassLoader loader = declared.beanClass().getClassLoader();
        return new TaskSettings(
                parser.queueName(source.get(TaskAttribute.QUEUE, task.queue())),
                parser.integer(source.get(TaskAttribute.PRIORITY, task.priority()), 0, 9),
                limits.key(source, task, declared),
                retries(source, task, loader),
                source.find(TaskAttribute.EXPECTED)
                        .map(setting -> parser.throwables(setting, loader))
                        .orElseGet(() -> List.of(task.expected())),
                timeLimits(source, task),
                parser.integer(source.get(TaskAttribute.MAX_DELIVERIES, task.maxDeliveries()), 1, Integer.MAX_VALUE),
                delivery(source.get(TaskAttribute.DELIVERY, task.delivery()), task.delivery()),
                limits.limits(source, task),
                keeping(source, task),
                parser.truth(source.get(TaskAttribute.WITHOUT_CONTEXT, task.withoutContext())),
                source.get(TaskAttribute.DESCRIPTION, task.description()).text());
    }

    private TimeLimits timeLimits(TaskSource source, Task task) {
        int before = problems.count();
        Setting soft = source.get(TaskAttribute.SOFT_TIME_LIMIT, task.softTimeLimit());
        Duration softTimeLimit = parser.positiveDuration(soft);
        Duration timeLimit = parser.positiveDuration(source.get(TaskAttribute.TIME_LIMIT, task.timeLimit()));
        if (problems.count() == before && softTimeLimit.compareTo(timeLimit) > 0) {
            parser.refuse(soft, "is longer than the time limit " + timeLimit + "; use " + timeLimit + " or less");
        }
        return new TimeLimits(softTimeLimit, timeLimit);
    }

    private Keeping keeping(TaskSource source, Task task) {
        return new Keeping(
                durationUnlessEmpty(source.get(TaskAttribute.EXPIRES, task.expires())),
                parser.truth(source.get(TaskAttribute.IGNORE_RESULT, task.ignoreResult())),
                durationUnlessEmpty(source.get(TaskAttribute.RETAIN_FOR, task.retainFor())));
    }

    private @Nullable Duration durationUnlessEmpty(Setting setting) {
        return setting.text().isEmpty() ? null : parser.positiveDuration(setting);
    }

    private Delivery delivery(Setting setting, Delivery fallback) {
        int before = problems.count();
        Setting kebab = new Setting(setting.place(), setting.text().replace('_', '-'), setting.origin());
        String word = parser.choice(kebab, List.of("at-least-once", "at-most-once"));
        return problems.count() == before
                ? Delivery.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'))
                : fallback;
    }

    private RetryPolicy retries(TaskSource source, Task task, ClassLoader loader) {
        int before = problems.count();
        Setting longest = source.get(TaskAttribute.RETRY_DELAY_MAX, task.retryDelayMax());
        Duration delay = parser.duration(source.get(TaskAttribute.RETRY_DELAY, task.retryDelay()), Duration.ZERO);
        Duration delayMax = parser.duration(longest, Duration.ZERO);
        if (problems.count() == before && delayMax.compareTo(delay) < 0) {
            parser.refuse(longest, "is shorter than the retry delay " + delay + "; use " + delay + " or more");
        }
        return new RetryPolicy(
                source.find(TaskAttribute.RETRY_FOR)
                        .map(setting -> parser.throwables(setting, loader))
                        .orElseGet(() -> List.of(task.retryFor())),
                source.find(TaskAttribute.DONT_RETRY_FOR)
                        .map(setting -> parser.throwables(setting, loader))
                        .orElseGet(() -> List.of(task.dontRetryFor())),
                parser.integer(source.get(TaskAttribute.MAX_RETRIES, task.maxRetries()), -1, Integer.MAX_VALUE),
                delay,
                parser.factor(source.get(TaskAttribute.RETRY_BACKOFF, task.retryBackoff())),
                delayMax,
                parser.truth(source.get(TaskAttribute.RETRY_JITTER, task.retryJitter())));
    }
}
