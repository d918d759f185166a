package org.caraway.internal.client;

import java.time.Duration;
import org.caraway.internal.store.QueueSignals;

/** Tells that a queue has got a task; equal ones say the same thing. Immutable. */
record DueSignal(QueueSignals signals, String queue, Duration delay) implements Runnable {

    @Override
    public void run() {
        signals.due(queue, delay);
    }
}
