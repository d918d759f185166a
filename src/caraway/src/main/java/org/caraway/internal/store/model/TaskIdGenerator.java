package org.caraway.internal.store.model;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Makes ids that sort by the time they were made: UUIDs of version 7 (RFC 9562 section 5.7). Thread-safe if the random
 * generator is.
 *
 * <p>The 12 bits after the millisecond are a counter (section 6.2, method 1): it starts anew at a random number below
 * 2048 in each millisecond, counts up by one within it, and runs over into the millisecond, ahead of the clock, when it
 * is used up. A clock that is set back changes nothing: ids of one instance always ascend. 62 random bits make them
 * unguessable and unique between nodes.
 */
public final class TaskIdGenerator {

    private static final int COUNTER_BITS = 12;
    private static final long COUNTER_MASK = (1L << COUNTER_BITS) - 1;
    private static final int COUNTER_START_BOUND = 1 << (COUNTER_BITS - 1);
    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final long RANDOM_MASK = 0x3FFF_FFFF_FFFF_FFFFL;

    private final InstantSource clock;
    private final RandomGenerator random;
    private final AtomicLong last = new AtomicLong();

    /** Ids by the system's clock, which nobody can guess. */
    public static TaskIdGenerator random() {
        return new TaskIdGenerator(InstantSource.system(), new SecureRandom());
    }

    /** Ids by this clock and these random numbers. */
    public TaskIdGenerator(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** The next id. */
    public UUID next() {
        long fresh = (clock.millis() << COUNTER_BITS) | random.nextInt(COUNTER_START_BOUND);
        long stamp = last.updateAndGet(
                previous -> (fresh >> COUNTER_BITS) > (previous >> COUNTER_BITS) ? fresh : previous + 1);
        long high = ((stamp >>> COUNTER_BITS) << 16) | VERSION_7 | (stamp & COUNTER_MASK);
        return new UUID(high, VARIANT | (random.nextLong() & RANDOM_MASK));
    }
}
