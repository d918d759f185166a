package org.caraway.internal.store.jdbc;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Spans of time as parameters of statements: in seconds. */
public final class Intervals {

    private static final double NANOS_PER_SECOND = 1e9;

    private Intervals() {}

    /** Zero for none. */
    public static double seconds(@Nullable Duration duration) {
        return duration == null ? 0 : duration.toSeconds() + duration.toNanosPart() / NANOS_PER_SECOND;
    }
}
