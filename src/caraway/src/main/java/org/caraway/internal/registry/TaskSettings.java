package org.caraway.internal.registry;

import java.time.Duration;
import java.util.List;
import org.caraway.Delivery;
import org.caraway.internal.lifecycle.RetryPolicy;
import org.caraway.internal.lifecycle.StartLimits;
import org.caraway.internal.lifecycle.TimeLimits;

/**
 * How a task is queued, retried and limited: the annotation's attributes with the configuration's overrides. Immutable.
 *
 * @param queue the queue of calls that name none
 * @param priority the priority of calls that name none, 0 to 9
 * @param key the parameter that says whom the work is for, empty for none
 * @param retries when and how often it runs again
 * @param expected failures that belong to its ordinary life
 * @param timeLimits how long an attempt may run
 * @param maxDeliveries how often a lost worker may take it along
 * @param retryInOutage how long it is run again, without using up a retry, because the database is unavailable
 * @param delivery whether it runs again when its worker was lost
 * @param limits what bounds its attempts on all workers together
 * @param retention how long it is good for, and what is kept of it
 * @param withoutContext whether its calls leave the caller's context behind
 * @param format how its payloads stand in rows: the name of a format, empty for plain JSON
 * @param remote whether it may be enqueued from outside of the application
 * @param description for people, empty for none
 */
public record TaskSettings(
        String queue,
        int priority,
        String key,
        RetryPolicy retries,
        List<Class<? extends Throwable>> expected,
        TimeLimits timeLimits,
        int maxDeliveries,
        Duration retryInOutage,
        Delivery delivery,
        StartLimits limits,
        RetentionSettings retention,
        boolean withoutContext,
        String format,
        boolean remote,
        String description) {

    /** What an annotation without attributes says. */
    public static final TaskSettings DEFAULT = new TaskSettings(
            "default",
            4,
            "",
            new RetryPolicy(List.of(), List.of(), 3, Duration.ofSeconds(1), 2, Duration.ofMinutes(10), true),
            List.of(),
            new TimeLimits(Duration.ofMinutes(5), Duration.ofMinutes(6)),
            3,
            Duration.ofHours(1),
            Delivery.AT_LEAST_ONCE,
            StartLimits.NONE,
            RetentionSettings.DEFAULT,
            false,
            "",
            false,
            "");

    /** Copies the list. */
    public TaskSettings {
        expected = List.copyOf(expected);
    }

    /** After which an attempt is interrupted. */
    public Duration softTimeLimit() {
        return timeLimits.soft();
    }

    /** After which an attempt is failed. */
    public Duration timeLimit() {
        return timeLimits.hard();
    }

    /** With other retries. */
    public TaskSettings with(RetryPolicy other) {
        return with(other, timeLimits, limits, retention);
    }

    /** With other time limits. */
    public TaskSettings with(TimeLimits other) {
        return with(retries, other, limits, retention);
    }

    /** With other bounds. */
    public TaskSettings with(StartLimits other) {
        return with(retries, timeLimits, other, retention);
    }

    /** Retaining something else. */
    public TaskSettings with(RetentionSettings other) {
        return with(retries, timeLimits, limits, other);
    }

    private TaskSettings with(
            RetryPolicy newRetries, TimeLimits newTimeLimits, StartLimits newLimits, RetentionSettings newRetention) {
        return new TaskSettings(
                queue,
                priority,
                key,
                newRetries,
                expected,
                newTimeLimits,
                maxDeliveries,
                retryInOutage,
                delivery,
                newLimits,
                newRetention,
                withoutContext,
                format,
                remote,
                description);
    }
}
