package org.caraway.internal.observation;

import java.util.List;
import org.caraway.internal.store.model.FinishedTask;
import org.caraway.internal.store.signal.QueueSignals;

/** Tells of tasks that were ended while no worker held them. Thread-safe. */
public final class CompletionNotifier {

    private final QueueSignals signals;
    private final TaskObservers observers;

    /** Tells these. */
    public CompletionNotifier(QueueSignals signals, TaskObservers observers) {
        this.signals = signals;
        this.observers = observers;
    }

    /** They had been revoked. */
    public void revoked(List<FinishedTask> ended) {
        wake(ended);
        ended.forEach(task -> observers.ended(TaskFacts.of(task), AttemptResult.revoked(task.revokedBy())));
    }

    /** They may not begin any more. */
    public void expired(List<FinishedTask> ended) {
        wake(ended);
        ended.forEach(task -> observers.expired(TaskFacts.of(task)));
    }

    /** First: no waiter waits for a slow observer. */
    private void wake(List<FinishedTask> ended) {
        if (!ended.isEmpty()) {
            signals.finished(ended.stream().map(FinishedTask::id).toList());
        }
    }
}
