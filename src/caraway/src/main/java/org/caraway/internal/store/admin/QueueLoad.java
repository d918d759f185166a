package org.caraway.internal.store.admin;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What waits in a queue, counted no further than a cap. Immutable.
 *
 * @param queue its name
 * @param ready tasks that may be claimed now, at least
 * @param oldest for how long the longest of them has been due, null if none is
 * @param slots how many tasks the living workers that serve it run at once, together
 */
public record QueueLoad(String queue, long ready, @Nullable Duration oldest, long slots) {}
