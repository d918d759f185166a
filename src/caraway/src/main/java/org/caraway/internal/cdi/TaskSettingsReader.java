package org.caraway.internal.cdi;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.caraway.Delivery;
import org.caraway.Task;
import org.caraway.internal.lifecycle.RetryPolicy;
import org.caraway.internal.registry.TaskSettings;

/**
 * Reads how one task is queued, retried and limited: configuration first, the annotation otherwise. Confined to the
 * deploying thread.
 */
final class TaskSettingsReader {

    private final Configuration configuration;
    private final Problems problems;
    private final SettingParser parser;

    TaskSettingsReader(Configuration configuration, Problems problems) {
        this.configuration = configuration;
        this.problems = problems;
        this.parser = new SettingParser(problems);
    }

    /** The settings; with problems noted they are not to be used. */
    TaskSettings read(DeclaredTask declared) {
        Task task = declared.task();
        Source source = new Source(declared.where(), declared.name());
        RetryPolicy retries = retries(source, task, declared.beanClass().getClassLoader());
        int before = problems.count();
        Setting soft = source.get(TaskAttribute.SOFT_TIME_LIMIT, task.softTimeLimit());
        Setting hard = source.get(TaskAttribute.TIME_LIMIT, task.timeLimit());
        Duration softTimeLimit = parser.positiveDuration(soft);
        Duration timeLimit = parser.positiveDuration(hard);
        if (problems.count() == before && softTimeLimit.compareTo(timeLimit) > 0) {
            parser.refuse(soft, "is longer than the time limit " + timeLimit + "; use " + timeLimit + " or less");
        }
        return new TaskSettings(
                parser.queueName(source.get(TaskAttribute.QUEUE, task.queue())),
                parser.integer(source.get(TaskAttribute.PRIORITY, task.priority()), 0, 9),
                retries,
                softTimeLimit,
                timeLimit,
                parser.integer(source.get(TaskAttribute.MAX_DELIVERIES, task.maxDeliveries()), 1, Integer.MAX_VALUE),
                delivery(source.get(TaskAttribute.DELIVERY, task.delivery()), task.delivery()),
                parser.truth(source.get(TaskAttribute.WITHOUT_CONTEXT, task.withoutContext())),
                source.get(TaskAttribute.DESCRIPTION, task.description()).text());
    }

    private Delivery delivery(Setting setting, Delivery fallback) {
        int before = problems.count();
        Setting kebab = new Setting(setting.place(), setting.text().replace('_', '-'), setting.origin());
        String word = parser.choice(kebab, List.of("at-least-once", "at-most-once"));
        return problems.count() == before
                ? Delivery.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'))
                : fallback;
    }

    private RetryPolicy retries(Source source, Task task, ClassLoader loader) {
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

    /** Where the attributes of one task stand. */
    private final class Source {

        private final String where;
        private final String name;

        Source(String where, String name) {
            this.where = where;
            this.name = name;
        }

        Optional<Setting> find(TaskAttribute attribute) {
            return configuration.find(attribute, name);
        }

        Setting get(TaskAttribute attribute, Object annotated) {
            return find(attribute)
                    .orElseGet(() ->
                            new Setting(where + ": " + attribute.annotationName(), String.valueOf(annotated), ""));
        }
    }
}
