package org.caraway.internal.store.worker;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A worker that received a request. Immutable.
 *
 * @param id the value of {@code worker_id}
 * @param host the name of its machine
 * @param node the name of its node, null if not reported
 * @param seenAt when it last renewed its lease
 * @param alive whether its lease is valid
 */
public record RequestedWorker(
        String id, String host, @Nullable String node, Instant seenAt, boolean alive) {}
