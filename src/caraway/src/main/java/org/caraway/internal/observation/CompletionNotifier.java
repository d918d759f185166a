package org.caraway.internal.observation;

import java.time.Duration;
import java.util.List;
import org.caraway.internal.store.model.FinishedTask;
import org.caraway.internal.store.recover.EndedTasks;
import org.caraway.internal.store.signal.QueueSignals;
import org.caraway.internal.store.workflow.Advance;

/** Notifies waiters and observers of tasks that were completed while no worker had claimed them. Thread-safe. */
public final class CompletionNotifier {

    private final QueueSignals signals;
    private final TaskObservers observers;

    /** Notifies these receivers. */
    public CompletionNotifier(QueueSignals signals, TaskObservers observers) {
        this.signals = signals;
        this.observers = observers;
    }

    /** Reports tasks that were revoked, and what that has led to in workflows. */
    public void revoked(EndedTasks ended) {
        revoked(ended.tasks());
        advanced(ended.advance());
    }

    /** Reports tasks that have expired, and what that has led to in workflows. */
    public void expired(EndedTasks ended) {
        expired(ended.tasks());
        advanced(ended.advance());
    }

    /** Notifies workers of the steps of workflows that were released, and waiters of those that were finished. */
    public void advanced(Advance advance) {
        advance.queues().forEach(queue -> signals.due(queue, Duration.ZERO));
        if (!advance.finished().isEmpty()) {
            signals.finished(List.copyOf(advance.finished()));
        }
    }

    /** Reports tasks that were revoked. */
    public void revoked(List<FinishedTask> ended) {
        wake(ended);
        ended.forEach(task -> observers.ended(TaskFacts.of(task), AttemptResult.revoked(task.revokedBy())));
    }

    /** Reports tasks that have expired. */
    public void expired(List<FinishedTask> ended) {
        wake(ended);
        ended.forEach(task -> observers.expired(TaskFacts.of(task)));
    }

    /** Called first, so that no waiter waits for a slow observer. */
    private void wake(List<FinishedTask> ended) {
        if (!ended.isEmpty()) {
            signals.finished(ended.stream().map(FinishedTask::id).toList());
        }
    }
}
