package org.caraway.internal.store.worker;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A worker that was asked. Immutable.
 *
 * @param id what stands in {@code worker_id}
 * @param host the name of its machine
 * @param node the name of its node, null if it has not said
 * @param seenAt when it last renewed its lease
 * @param alive whether its lease is valid
 */
public record RequestedWorker(
        String id, String host, @Nullable String node, Instant seenAt, boolean alive) {}
