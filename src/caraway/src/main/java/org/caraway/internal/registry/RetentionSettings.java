package org.caraway.internal.registry;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The expiry and the deadline of a task, and the retention of the finished task. Immutable.
 *
 * @param expires the time from the enqueueing within which an attempt may start, null for no limit
 * @param ignoreResult whether the result is not stored
 * @param retainFor how long the finished task is retained, null for the configured retention
 * @param deadline the time from the enqueueing after which no attempt may begin, null for no limit
 */
public record RetentionSettings(
        @Nullable Duration expires,
        boolean ignoreResult,
        @Nullable Duration retainFor,
        @Nullable Duration deadline) {

    /** No expiry, with the result, for the configured retention. */
    public static final RetentionSettings DEFAULT = new RetentionSettings(null, false, null);

    /** Without a deadline. */
    public RetentionSettings(@Nullable Duration expires, boolean ignoreResult, @Nullable Duration retainFor) {
        this(expires, ignoreResult, retainFor, null);
    }
}
