package org.caraway.internal.engine.claim;

import java.time.Duration;

/**
 * How a worker claims. Immutable.
 *
 * @param workerId whose tasks they are then
 * @param pollInterval how long it sleeps at most before it scans for due tasks again
 * @param lowPriorityShare of a hundred tasks that are claimed while more wait, how many are taken from the lowest
 *     priority
 */
public record ClaimSettings(String workerId, Duration pollInterval, int lowPriorityShare) {}
