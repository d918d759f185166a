package org.caraway.internal.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.caraway.MaxRetriesExceededException;
import org.jspecify.annotations.Nullable;

/**
 * When and how often a failed task is run again. Immutable.
 *
 * @param retryFor failures that are retried, subclasses included
 * @param dontRetryFor failures that are not retried, subclasses included; takes precedence over {@code retryFor}
 * @param maxRetries the largest number of retries; -1 means unlimited
 * @param delay the wait before the first retry
 * @param backoff the factor by which each further wait grows, at least 1
 * @param delayMax the longest wait
 * @param jitter whether each wait is drawn evenly between zero and the computed wait
 */
public record RetryPolicy(
        List<Class<? extends Throwable>> retryFor,
        List<Class<? extends Throwable>> dontRetryFor,
        int maxRetries,
        Duration delay,
        double backoff,
        Duration delayMax,
        boolean jitter) {

    /** Copies the lists. */
    public RetryPolicy {
        retryFor = List.copyOf(retryFor);
        dontRetryFor = List.copyOf(dontRetryFor);
    }

    /** Whether the policy retries this failure; only the class of the failure decides. */
    public boolean covers(Throwable failure) {
        return retryFor.stream().anyMatch(type -> type.isInstance(failure))
                && dontRetryFor.stream().noneMatch(type -> type.isInstance(failure));
    }

    /** Whether one more retry is allowed when {@code retries} have been used. */
    public boolean allowsAnother(int retries) {
        return maxRetries < 0 || retries < maxRetries;
    }

    /**
     * The wait before retry number {@code retry}, from 1: {@code min(delayMax, delay × backoff^(retry - 1))}, with
     * jitter, an even draw between zero and that value.
     */
    public Duration delayBefore(int retry, RandomGenerator random) {
        Duration longest = longestDelayBefore(retry);
        return jitter ? Duration.ofMillis(random.nextLong(longest.toMillis() + 1)) : longest;
    }

    /** The longest wait before retry number {@code retry}, from 1: the wait itself without jitter. */
    public Duration longestDelayBefore(int retry) {
        double computedMillis = (double) delay.toMillis() * Math.pow(backoff, retry - 1.0);
        return Duration.ofMillis((long) Math.min((double) delayMax.toMillis(), computedMillis));
    }

    /** The exception for a task that requests a retry when no retry is left. */
    public MaxRetriesExceededException exhausted(@Nullable Throwable cause) {
        return new MaxRetriesExceededException(
                "The task asked for a retry, but has used all of its " + maxRetries
                        + " retries; raise maxRetries if it needs more",
                cause);
    }
}
