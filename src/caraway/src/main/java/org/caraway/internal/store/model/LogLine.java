package org.caraway.internal.store.model;

import java.lang.System.Logger.Level;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A line that a task logged. Immutable.
 *
 * @param task the task as it was claimed: its token identifies the attempt
 * @param at when, by the worker's clock
 * @param level of a captured record, null for a line of the task's own
 * @param logger of a captured record, at most 200 characters, null for a line of the task's own
 * @param line the text, at most 4,000 characters
 */
public record LogLine(
        ClaimedTask task,
        Instant at,
        @Nullable Level level,
        @Nullable String logger,
        String line) {

    /** A line of the task's own. */
    public LogLine(ClaimedTask task, Instant at, String line) {
        this(task, at, null, null, line);
    }
}
