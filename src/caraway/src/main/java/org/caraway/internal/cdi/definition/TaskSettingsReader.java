package org.caraway.internal.cdi.definition;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.caraway.Delivery;
import org.caraway.Task;
import org.caraway.internal.cdi.config.Configuration;
import org.caraway.internal.cdi.config.ConfigurationKey;
import org.caraway.internal.cdi.config.Problems;
import org.caraway.internal.cdi.config.Setting;
import org.caraway.internal.cdi.config.SettingParser;
import org.caraway.internal.cdi.config.TaskAttribute;
import org.caraway.internal.cdi.plugin.PayloadFormatCollector;
import org.caraway.internal.lifecycle.RetryPolicy;
import org.caraway.internal.lifecycle.TimeLimits;
import org.caraway.internal.registry.RetentionSettings;
import org.caraway.internal.registry.Routes;
import org.caraway.internal.registry.TaskSettings;
import org.caraway.spi.PayloadFormat;
import org.caraway.spi.Route;
import org.jspecify.annotations.Nullable;

/**
 * Reads how one task is queued, retried and limited: configuration first, the annotation otherwise. Confined to the
 * deploying thread.
 */
final class TaskSettingsReader {

    private final Configuration configuration;
    private final Problems problems;
    private final SettingParser parser;
    private final StartLimitsReader limits;
    private final Routes routes;
    private final PayloadFormatCollector formats;
    private final TimeLimits defaultLimits;
    private final DefaultsReport report;

    TaskSettingsReader(Configuration configuration, Routes routes, PayloadFormatCollector formats, Problems problems) {
        this.configuration = configuration;
        this.routes = routes;
        this.formats = formats;
        this.problems = problems;
        this.parser = new SettingParser(problems);
        this.limits = new StartLimitsReader(problems);
        this.defaultLimits = defaultLimits();
        this.report = new DefaultsReport(parser.booleanValue(configuration.get(ConfigurationKey.REPORT_DEFAULTS)));
    }

    /** Once all have been read. */
    void reportDefaults() {
        report.report();
    }

    private TimeLimits defaultLimits() {
        int before = problems.count();
        Setting soft = configuration.get(ConfigurationKey.SOFT_TIME_LIMIT);
        TimeLimits found = new TimeLimits(
                parser.positiveDuration(soft), parser.positiveDuration(configuration.get(ConfigurationKey.TIME_LIMIT)));
        if (soft.origin().isEmpty() && found.soft().compareTo(found.hard()) > 0) {
            return new TimeLimits(found.hard(), found.hard());
        }
        checkOrder(before, soft, found);
        return found;
    }

    /** The settings; with problems noted they are not to be used. */
    TaskSettings read(DeclaredTask declared) {
        Task task = declared.task();
        TaskAttributeSource source = new TaskAttributeSource(configuration, declared);
        ClassLoader loader = declared.beanClass().getClassLoader();
        TaskSettings settings = new TaskSettings(
                queue(source, task),
                priority(source, task),
                limits.key(source, task, declared),
                retries(source, task, loader),
                source.find(TaskAttribute.EXPECTED)
                        .map(setting -> parser.throwables(setting, loader))
                        .orElseGet(() -> List.of(task.expected())),
                timeLimits(source, task),
                parser.integer(source.get(TaskAttribute.MAX_DELIVERIES, task.maxDeliveries()), 1, Integer.MAX_VALUE),
                parser.duration(source.get(TaskAttribute.RETRY_IN_OUTAGE, task.retryInOutage()), Duration.ZERO),
                parser.constant(
                        source.get(TaskAttribute.DELIVERY, task.delivery()),
                        List.of(Delivery.AT_LEAST_ONCE, Delivery.AT_MOST_ONCE)),
                limits.limits(source, task),
                retention(source, task),
                parser.booleanValue(source.get(TaskAttribute.WITHOUT_CONTEXT, task.withoutContext())),
                format(source.get(TaskAttribute.FORMAT, task.format())),
                parser.booleanValue(source.get(TaskAttribute.REMOTE, task.remote())),
                source.get(TaskAttribute.DESCRIPTION, task.description()).text());
        report.add(source, declared, settings);
        return settings;
    }

    /** Precedence: a key for this task, then the routes, then a key for all tasks, then the annotation. */
    private String queue(TaskAttributeSource source, Task task) {
        return source.findOwn(TaskAttribute.QUEUE)
                .map(parser::queueName)
                .or(() -> routes.find(source.name()).map(Route::queue))
                .or(() -> source.findExplicit(TaskAttribute.QUEUE, task.queue()).map(parser::queueName))
                .orElse(routes.defaultQueue());
    }

    private int priority(TaskAttributeSource source, Task task) {
        return source.findOwn(TaskAttribute.PRIORITY)
                .map(setting -> parser.integer(setting, 0, 9))
                .or(() -> routes.find(source.name()).map(Route::priority))
                .orElseGet(() -> parser.integer(source.get(TaskAttribute.PRIORITY, task.priority()), 0, 9));
    }

    /** A default soft limit is capped by the time limit of the task. */
    private TimeLimits timeLimits(TaskAttributeSource source, Task task) {
        int before = problems.count();
        Duration hard = source.findExplicit(TaskAttribute.TIME_LIMIT, task.timeLimit())
                .map(parser::positiveDuration)
                .orElse(defaultLimits.hard());
        Optional<Setting> said = source.findExplicit(TaskAttribute.SOFT_TIME_LIMIT, task.softTimeLimit());
        if (said.isEmpty()) {
            Duration soft = defaultLimits.soft();
            return new TimeLimits(soft.compareTo(hard) > 0 ? hard : soft, hard);
        }
        TimeLimits found = new TimeLimits(parser.positiveDuration(said.get()), hard);
        checkOrder(before, said.get(), found);
        return found;
    }

    private void checkOrder(int problemsBefore, Setting soft, TimeLimits limits) {
        if (problems.count() == problemsBefore && limits.soft().compareTo(limits.hard()) > 0) {
            parser.reject(
                    soft, "is longer than the time limit " + limits.hard() + "; use " + limits.hard() + " or less");
        }
    }

    private String format(Setting setting) {
        String name = setting.text().strip();
        if (name.isEmpty() || name.equals(PayloadFormat.JSON)) {
            return "";
        }
        formats.check(setting, name, parser);
        return name;
    }

    private RetentionSettings retention(TaskAttributeSource source, Task task) {
        return new RetentionSettings(
                durationUnlessEmpty(source.get(TaskAttribute.EXPIRES, task.expires())),
                parser.booleanValue(source.get(TaskAttribute.IGNORE_RESULT, task.ignoreResult())),
                durationUnlessEmpty(source.get(TaskAttribute.RETAIN_FOR, task.retainFor())),
                durationUnlessEmpty(source.get(TaskAttribute.DEADLINE, task.deadline())));
    }

    private @Nullable Duration durationUnlessEmpty(Setting setting) {
        return setting.text().isEmpty() ? null : parser.positiveDuration(setting);
    }

    private RetryPolicy retries(TaskAttributeSource source, Task task, ClassLoader loader) {
        int before = problems.count();
        Setting longest = source.get(TaskAttribute.RETRY_DELAY_MAX, task.retryDelayMax());
        Duration delay = parser.duration(source.get(TaskAttribute.RETRY_DELAY, task.retryDelay()), Duration.ZERO);
        Duration delayMax = parser.duration(longest, Duration.ZERO);
        if (problems.count() == before && delayMax.compareTo(delay) < 0) {
            parser.reject(longest, "is shorter than the retry delay " + delay + "; use " + delay + " or more");
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
                parser.booleanValue(source.get(TaskAttribute.RETRY_JITTER, task.retryJitter())));
    }
}
