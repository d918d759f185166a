package org.caraway.internal.store.admin;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The waiting tasks of a queue, counted up to a cap. Immutable.
 *
 * @param queue its name
 * @param ready at least how many tasks may be claimed now
 * @param oldest how long the oldest of them has been due, null if none is
 * @param slots how many tasks the living workers that serve the queue run at once, in total
 */
public record QueueLoad(String queue, long ready, @Nullable Duration oldest, long slots) {}
