package org.caraway.internal.store;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Spans of time as statements take them: in seconds. */
final class Intervals {

    private static final double NANOS_PER_SECOND = 1e9;

    private Intervals() {}

    /** Zero for none. */
    static double seconds(@Nullable Duration duration) {
        return duration == null ? 0 : duration.toSeconds() + duration.toNanosPart() / NANOS_PER_SECOND;
    }
}
