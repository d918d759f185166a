package org.caraway.admin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that somebody did to tasks, queues or definitions. Immutable.
 *
 * @param at when, by the database's clock
 * @param actor who, null if nobody said
 * @param action what, such as {@code revoke} or {@code pause}
 * @param target to what: a task's id, a queue, a definition, or the query
 * @param detail how, null if that says it all
 * @param tasks how many tasks were changed by it
 */
public record AuditEntry(
        Instant at,
        @Nullable String actor,
        String action,
        String target,
        @Nullable String detail,
        long tasks) {}
