package org.caraway;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The values of one call that replace those of its task definition; null means the definition's value. Immutable.
 *
 * @param softTimeLimit the run time after which an attempt is interrupted, more than zero
 * @param timeLimit the run time after which an attempt fails, more than zero and no less than the soft limit
 * @param maxRetries the number of retries, -1 is unlimited
 * @param ignoreResult whether the result is not stored
 * @param retainFor how long the finished task is kept, more than zero
 * @param deadline the time from its enqueueing after which no attempt of the task begins, more than zero
 */
public record TaskOverrides(
        @Nullable Duration softTimeLimit,
        @Nullable Duration timeLimit,
        @Nullable Integer maxRetries,
        @Nullable Boolean ignoreResult,
        @Nullable Duration retainFor,
        @Nullable Duration deadline) {

    /** No overrides. */
    public static final TaskOverrides NONE = new TaskOverrides(null, null, null, null, null, null);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException with the option, its value and its valid range
     */
    public TaskOverrides {
        requirePositive("soft time limit", softTimeLimit);
        requirePositive("time limit", timeLimit);
        requirePositive("retention", retainFor);
        requirePositive("deadline", deadline);
        if (softTimeLimit != null && timeLimit != null && softTimeLimit.compareTo(timeLimit) > 0) {
            throw new IllegalArgumentException("The soft time limit " + softTimeLimit
                    + " is longer than the time limit " + timeLimit + "; use " + timeLimit + " or less");
        }
        if (maxRetries != null && maxRetries < -1) {
            throw new IllegalArgumentException(
                    "A task cannot be retried " + maxRetries + " times; use 0 for never or -1 for without end");
        }
    }

    private static void requirePositive(String what, @Nullable Duration value) {
        if (value != null && (value.isZero() || value.isNegative())) {
            throw new IllegalArgumentException("A " + what + " of " + value + " is too short; use more than zero");
        }
        CallTiming.checkSpan(what, value);
    }

    TaskOverrides withSoftTimeLimit(Duration value) {
        return new TaskOverrides(value, timeLimit, maxRetries, ignoreResult, retainFor, deadline);
    }

    TaskOverrides withTimeLimit(Duration value) {
        return new TaskOverrides(softTimeLimit, value, maxRetries, ignoreResult, retainFor, deadline);
    }

    TaskOverrides withMaxRetries(int value) {
        return new TaskOverrides(softTimeLimit, timeLimit, value, ignoreResult, retainFor, deadline);
    }

    TaskOverrides withIgnoreResult(boolean value) {
        return new TaskOverrides(softTimeLimit, timeLimit, maxRetries, value, retainFor, deadline);
    }

    TaskOverrides withRetainFor(Duration value) {
        return new TaskOverrides(softTimeLimit, timeLimit, maxRetries, ignoreResult, value, deadline);
    }

    TaskOverrides withDeadline(Duration value) {
        return new TaskOverrides(softTimeLimit, timeLimit, maxRetries, ignoreResult, retainFor, value);
    }
}
