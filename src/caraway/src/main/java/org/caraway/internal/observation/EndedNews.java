package org.caraway.internal.observation;

import java.util.List;
import org.caraway.internal.store.EndedTask;
import org.caraway.internal.store.QueueSignals;

/** Tells of tasks that were ended while no worker held them. Thread-safe. */
public final class EndedNews {

    private final QueueSignals signals;
    private final TaskObservers observers;

    /** Tells these. */
    public EndedNews(QueueSignals signals, TaskObservers observers) {
        this.signals = signals;
        this.observers = observers;
    }

    /** They had been revoked. */
    public void revoked(List<EndedTask> ended) {
        wake(ended);
        ended.forEach(task -> observers.ended(TaskFacts.of(task), AttemptEnding.revoked(task.revokedBy())));
    }

    /** They may not begin any more. */
    public void expired(List<EndedTask> ended) {
        wake(ended);
        ended.forEach(task -> observers.expired(TaskFacts.of(task)));
    }

    /** First: no waiter waits for a slow observer. */
    private void wake(List<EndedTask> ended) {
        if (!ended.isEmpty()) {
            signals.finished(ended.stream().map(EndedTask::id).toList());
        }
    }
}
