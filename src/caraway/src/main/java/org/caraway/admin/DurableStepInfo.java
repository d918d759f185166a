package org.caraway.admin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A durable step that a task has stored, or its cursor. Immutable.
 *
 * @param name its name within the task; {@code (cursor)} for the cursor
 * @param kind {@code STEP}, {@code ONCE} or {@code CURSOR}
 * @param attempt the attempt that stored it, from 1
 * @param startedAt when its work began; for the cursor, when it was set first
 * @param finishedAt when it was stored; for the cursor, when it was stored last
 * @param value the value as JSON, in the task's format if it has one, null if it has none
 */
public record DurableStepInfo(
        String name,
        String kind,
        int attempt,
        Instant startedAt,
        Instant finishedAt,
        @Nullable String value) {}
