package org.caraway.internal.store.park;

import org.jspecify.annotations.Nullable;

/**
 * What has become of a wait for a signal. Immutable.
 *
 * @param payload the value that was sent, as its row has it; null if the wait timed out
 */
public record StoredSignal(@Nullable String payload) {}
