package org.caraway.internal.store;

import java.time.Instant;

/**
 * A line that a task logged. Immutable.
 *
 * @param task the task as it was claimed: its token says which attempt this is a line of
 * @param at when, by the worker's clock
 * @param line the text, at most 4,000 characters
 */
public record LogLine(ClaimedTask task, Instant at, String line) {}
