package org.caraway.internal.observation;

import java.util.List;
import org.caraway.internal.store.EndedTask;
import org.caraway.internal.store.QueueSignals;

/** Tells of tasks that were over as soon as no worker held them, because they had been revoked. Thread-safe. */
public final class RevokedNews {

    private final QueueSignals signals;
    private final TaskObservers observers;

    /** Tells these. */
    public RevokedNews(QueueSignals signals, TaskObservers observers) {
        this.signals = signals;
        this.observers = observers;
    }

    /** To whoever waits for them here, and to observers. */
    public void tell(List<EndedTask> ended) {
        if (!ended.isEmpty()) {
            signals.finished(ended.stream().map(EndedTask::id).toList()); // no waiter waits for a slow observer
            ended.forEach(task -> observers.ended(TaskFacts.of(task), AttemptEnding.revoked(task.revokedBy())));
        }
    }
}
