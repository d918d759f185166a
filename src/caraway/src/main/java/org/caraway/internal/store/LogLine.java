package org.caraway.internal.store;

import java.time.Instant;
import java.util.UUID;

/**
 * A line that a task logged. Immutable.
 *
 * @param taskId the task
 * @param attempt the attempt that said it
 * @param at when, by the worker's clock
 * @param line the text, at most 4,000 characters
 */
public record LogLine(UUID taskId, int attempt, Instant at, String line) {}
