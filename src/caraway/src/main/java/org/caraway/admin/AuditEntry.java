package org.caraway.admin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An operation on tasks, queues or definitions. Immutable.
 *
 * @param at the time, by the database's clock
 * @param actor who did it, null if unknown
 * @param action the operation, such as {@code revoke} or {@code pause}
 * @param target its object: a task's id, a queue, a definition, or the query
 * @param detail the details, null if there are none
 * @param tasks the number of tasks that it changed
 */
public record AuditEntry(
        Instant at,
        @Nullable String actor,
        String action,
        String target,
        @Nullable String detail,
        long tasks) {}
