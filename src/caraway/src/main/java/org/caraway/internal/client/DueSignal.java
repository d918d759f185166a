package org.caraway.internal.client;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.caraway.internal.store.signal.QueueSignals;
import org.caraway.internal.store.signal.QueueSignals.Ready;
import org.jspecify.annotations.Nullable;

/**
 * Signals that a queue has tasks; the signals of one transaction are merged. Immutable.
 *
 * @param signals the receiver of the signal
 * @param queue the queue
 * @param ready tasks that may run at once, a few at most
 * @param pause until the earliest of the others may run, null if there are no others
 */
record DueSignal(
        QueueSignals signals,
        String queue,
        List<Ready> ready,
        @Nullable Duration pause) implements AfterCommit.Merging {

    /** More tasks are signalled without their names: for that many, scanning the queue is cheaper. */
    private static final int READY_CAP = 32;

    DueSignal {
        ready = List.copyOf(ready);
    }

    private record Subject(QueueSignals signals, String queue) {}

    /** A signal that names no tasks. */
    static DueSignal after(QueueSignals signals, String queue, Duration pause) {
        return new DueSignal(signals, queue, List.of(), pause);
    }

    /** A signal for one task that may run at once. */
    static DueSignal now(QueueSignals signals, String queue, UUID id, String name) {
        return new DueSignal(signals, queue, List.of(new Ready(id, name)), null);
    }

    @Override
    public Object subject() {
        return new Subject(signals, queue);
    }

    /** Merges two signals of the same queue. */
    @Override
    public DueSignal mergedWith(AfterCommit.Merging later) {
        DueSignal other = (DueSignal) later;
        if (isNow(pause) || isNow(other.pause) || ready.size() + other.ready.size() > READY_CAP) {
            return after(signals, queue, Duration.ZERO);
        }
        return new DueSignal(
                signals,
                queue,
                Stream.concat(ready.stream(), other.ready.stream()).toList(),
                earlier(pause, other.pause));
    }

    private static boolean isNow(@Nullable Duration pause) {
        return pause != null && pause.isZero();
    }

    private static @Nullable Duration earlier(@Nullable Duration one, @Nullable Duration other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.compareTo(other) <= 0 ? one : other;
    }

    @Override
    public void run() {
        if (!ready.isEmpty()) {
            signals.ready(queue, ready);
        }
        if (pause != null) {
            signals.due(queue, pause);
        }
    }
}
