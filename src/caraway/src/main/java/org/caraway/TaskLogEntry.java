package org.caraway;

import java.lang.System.Logger.Level;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A line of a task's log. Immutable.
 *
 * @param attempt the number of the attempt that logged it
 * @param loggedAt the time, by the clock of the node that ran the attempt
 * @param level the level of a captured log record, null for a line of {@link TaskContext#log}
 * @param logger the logger's name of a captured log record, null for a line of {@link TaskContext#log} or if the logger
 *     has no name
 * @param line the text, at most 4,000 characters; for a captured log record with the stack trace
 */
public record TaskLogEntry(
        int attempt,
        Instant loggedAt,
        @Nullable Level level,
        @Nullable String logger,
        String line) {}
