package org.caraway;

import java.time.Instant;
import java.util.UUID;

/**
 * The signal that a {@linkplain SignalUrls signed URL} may send. Immutable.
 *
 * @param task the task that gets it
 * @param signal its name
 * @param expires until when it may be sent
 */
public record SignedSignal(UUID task, String signal, Instant expires) {}
