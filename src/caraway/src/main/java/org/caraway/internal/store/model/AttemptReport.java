package org.caraway.internal.store.model;

import org.caraway.Progress;
import org.jspecify.annotations.Nullable;

/**
 * What a running attempt has said of itself last. Immutable.
 *
 * @param progress how far it is, null to leave what is stored
 * @param phase which state of its own it is in, null to leave what is stored
 * @param partialResult JSON of its result so far, null to leave what is stored
 */
public record AttemptReport(
        @Nullable Progress progress,
        @Nullable String phase,
        @Nullable String partialResult) {}
