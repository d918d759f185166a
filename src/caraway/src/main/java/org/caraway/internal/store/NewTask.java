package org.caraway.internal.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task to insert. Immutable.
 *
 * @param id its id
 * @param name the name of its definition
 * @param queue where it stands
 * @param priority 0 to 9
 * @param delay how long after the insert it may run, by the database's clock; null with {@code startAt}, or for at once
 * @param startAt from when it may run; null with {@code delay}, or for at once
 * @param arguments JSON
 * @param headers for the task to read
 * @param labels for listings
 * @param rootId first of the line of descent, null if it is the first
 * @param parentId the task that enqueues it
 * @param createdBy who enqueues it, at most 200 characters; null if nobody said
 * @param context JSON of what travels with it, null for nothing
 */
public record NewTask(
        UUID id,
        String name,
        String queue,
        int priority,
        @Nullable Duration delay,
        @Nullable Instant startAt,
        String arguments,
        Map<String, String> headers,
        Map<String, String> labels,
        @Nullable UUID rootId,
        @Nullable UUID parentId,
        @Nullable String createdBy,
        @Nullable String context) {}
