package org.caraway.internal.registry;

import java.time.Duration;
import java.util.List;
import org.caraway.Delivery;
import org.caraway.internal.lifecycle.RetryPolicy;
import org.caraway.internal.lifecycle.StartLimits;
import org.caraway.internal.lifecycle.TimeLimits;

/**
 * The settings of a task definition: the annotation's attributes with the configuration's overrides. Immutable.
 *
 * @param queue the queue of calls that do not set one
 * @param priority the priority of calls that do not set one, 0 to 9
 * @param key the parameter with the fairness key, empty for none
 * @param retries when and how many times it is retried
 * @param expected exceptions that are expected in normal operation
 * @param timeLimits how long an attempt may run
 * @param maxDeliveries how often a lost worker may take it along
 * @param retryInOutage how long it is run again, without using up a retry, because the database is unavailable
 * @param delivery whether it runs again after the loss of its worker
 * @param limits the limits on its attempts on all workers together
 * @param retention its expiry, and the retention of its result and its finished tasks
 * @param withoutContext whether its calls do not store the caller's context
 * @param format the name of the format of its payloads, empty for plain JSON
 * @param remote whether it can be enqueued from outside of the application
 * @param description its description, empty for none
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

    /** The settings of an annotation without attributes. */
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

    /** The run time after which an attempt is interrupted. */
    public Duration softTimeLimit() {
        return timeLimits.soft();
    }

    /** The run time after which an attempt fails. */
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

    /** With other limits. */
    public TaskSettings with(StartLimits other) {
        return with(retries, timeLimits, other, retention);
    }

    /** With another retention. */
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
