package org.caraway.admin;

import java.time.Instant;

/**
 * Due tasks of one queue and name that no living worker can claim. Immutable.
 *
 * @param queue where they stand
 * @param name the name of their definition
 * @param tasks how many
 * @param oldestDue since when the oldest of them is due
 * @param queueServed whether somebody serves the queue, so that only the definition is missing
 */
public record UnclaimableGroup(String queue, String name, long tasks, Instant oldestDue, boolean queueServed) {}
