package org.caraway.internal.store.model;

import org.caraway.Progress;
import org.jspecify.annotations.Nullable;

/**
 * The latest report of a running attempt. Immutable.
 *
 * @param progress its progress, null to keep the stored one
 * @param phase the application's own state of it, null to keep the stored one
 * @param partialResult JSON of its result so far, null to keep the stored one
 */
public record AttemptReport(
        @Nullable Progress progress,
        @Nullable String phase,
        @Nullable String partialResult) {}
