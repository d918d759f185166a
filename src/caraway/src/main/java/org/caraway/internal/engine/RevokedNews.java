package org.caraway.internal.engine;

import java.util.List;
import org.caraway.internal.observation.TaskObservers;
import org.caraway.internal.store.EndedTask;
import org.caraway.internal.store.QueueSignals;

/** Tells of tasks that were over as soon as no worker held them, because they had been revoked. Thread-safe. */
final class RevokedNews {

    private final QueueSignals signals;
    private final TaskObservers observers;

    RevokedNews(QueueSignals signals, TaskObservers observers) {
        this.signals = signals;
        this.observers = observers;
    }

    void tell(List<EndedTask> ended) {
        if (!ended.isEmpty()) {
            observers.revoked(ended);
            signals.finished(ended.stream().map(EndedTask::id).toList());
        }
    }
}
