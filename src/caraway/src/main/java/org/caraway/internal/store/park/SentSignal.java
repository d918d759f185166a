package org.caraway.internal.store.park;

import org.caraway.SignalOutcome;
import org.jspecify.annotations.Nullable;

/**
 * What has become of a signal that was sent. Immutable.
 *
 * @param outcome whether it counts
 * @param woken the task that it wakes, null for none
 */
public record SentSignal(SignalOutcome outcome, @Nullable ParkedTask woken) {}
