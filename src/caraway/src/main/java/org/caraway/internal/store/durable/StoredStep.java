package org.caraway.internal.store.durable;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code caraway_step}. Immutable.
 *
 * @param name the name within its task; {@link #CURSOR} for the cursor
 * @param value what the work returned, as JSON; null for nothing
 * @param attempt the attempt that stored it
 * @param startedAt when the work began; for the cursor, when it was set first
 * @param finishedAt when it was stored last
 */
public record StoredStep(
        String name, Kind kind, @Nullable String value, int attempt, Instant startedAt, Instant finishedAt) {

    /** The name of a task's cursor; no step may have it, because names begin with a letter or digit. */
    public static final String CURSOR = "(cursor)";

    /** What a row stands for. */
    public enum Kind {
        /** A finished step. */
        STEP,
        /** An effect elsewhere. */
        ONCE,
        /** The position of an iteration. */
        CURSOR
    }
}
