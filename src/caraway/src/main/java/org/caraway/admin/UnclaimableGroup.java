package org.caraway.admin;

import java.time.Instant;

/**
 * Due tasks of one queue and name that no live worker can claim. Immutable.
 *
 * @param queue their queue
 * @param name the name of their definition
 * @param tasks their number; of each priority, at most 10,000 are counted
 * @param oldestDue the instant since which the oldest of the counted ones is due
 * @param queueServed whether a live worker serves the queue, so that only the definition is missing
 */
public record UnclaimableGroup(String queue, String name, long tasks, Instant oldestDue, boolean queueServed) {}
