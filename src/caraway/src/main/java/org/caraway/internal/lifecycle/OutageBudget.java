package org.caraway.internal.lifecycle;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a task is run again because the database is unavailable for it. Immutable.
 *
 * @param patience how long in all, zero for not at all
 * @param lasting how long it has been so, by the database's clock and counted from the first such attempt after an
 *     attempt that ended in another way
 */
public record OutageBudget(Duration patience, Duration lasting) {

    /** Not at all. */
    public static final OutageBudget NONE = new OutageBudget(Duration.ZERO, Duration.ZERO);

    private static final long SHORTEST_MILLIS = 1_000;
    private static final long LONGEST_MILLIS = 60_000;

    /** Whether one more such attempt is allowed. */
    boolean allowsRetry() {
        return lasting.compareTo(patience) < 0;
    }

    /**
     * The wait before the next attempt: a quarter of the time that it has lasted, so that the waits grow by a constant
     * factor; from 1 s to 1 min, and of that a random half to whole, so that tasks do not return all at once.
     */
    Duration delay(RandomGenerator random) {
        long whole = Math.min(LONGEST_MILLIS, Math.max(SHORTEST_MILLIS, lasting.toMillis() / 4));
        return Duration.ofMillis(whole / 2 + random.nextLong(whole / 2 + 1));
    }
}
