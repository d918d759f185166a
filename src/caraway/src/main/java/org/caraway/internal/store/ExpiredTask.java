package org.caraway.internal.store;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task that has expired before an attempt of it began, or before the next one did. Immutable.
 *
 * @param id its id
 * @param name the name of its definition
 * @param queue where it stood
 * @param attempt how many attempts had begun
 * @param retries how many of them were followed by a retry
 * @param rootId first of the line of descent, null if it is the first
 * @param parentId the task that enqueued it
 * @param createdBy who enqueued it, null if nobody said
 * @param context JSON of what travels with it, null for nothing
 */
public record ExpiredTask(
        UUID id,
        String name,
        String queue,
        int attempt,
        int retries,
        @Nullable UUID rootId,
        @Nullable UUID parentId,
        @Nullable String createdBy,
        @Nullable String context) {}
