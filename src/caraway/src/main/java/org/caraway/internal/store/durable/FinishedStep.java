package org.caraway.internal.store.durable;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A step that is to be stored. Immutable.
 *
 * @param value what the work returned, as JSON; null for nothing
 * @param took how long the work ran
 */
public record FinishedStep(
        String name, StoredStep.Kind kind, @Nullable String value, Duration took) {}
