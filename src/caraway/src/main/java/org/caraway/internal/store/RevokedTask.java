package org.caraway.internal.store;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task that was revoked while no worker held it, and is over. Immutable.
 *
 * @param id its id
 * @param name the name of its definition
 * @param queue where it stood
 * @param attempt the number of its last attempt, 0 if none began
 * @param retries how many of its attempts were followed by a retry
 * @param rootId first of the line of descent, null if it is the first
 * @param parentId the task that enqueued it
 * @param createdBy who enqueued it, null if nobody said
 * @param context JSON of what travelled with it, null for nothing
 * @param revokedBy who revoked it, null if nobody said
 */
public record RevokedTask(
        UUID id,
        String name,
        String queue,
        int attempt,
        int retries,
        @Nullable UUID rootId,
        @Nullable UUID parentId,
        @Nullable String createdBy,
        @Nullable String context,
        @Nullable String revokedBy) {}
