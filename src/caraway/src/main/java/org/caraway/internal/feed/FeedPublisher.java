package org.caraway.internal.feed;

import java.util.List;
import java.util.Objects;
import org.caraway.Progress;
import org.caraway.TaskCall;
import org.caraway.admin.TaskChange.Kind;
import org.caraway.internal.client.AfterCommit;
import org.caraway.internal.observation.AttemptResult;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.observation.TaskObserver;
import org.jspecify.annotations.Nullable;

/**
 * Adds the transitions of this node's tasks to the buffer while there is a subscriber; otherwise it only reads a flag.
 * Thread-safe. Inline runs are excluded, because they are in no table.
 */
final class FeedPublisher implements TaskObserver {

    private final ChangeBuffer buffer;
    private final Runnable wake;
    private final AfterCommit afterCommit;

    /**
     * Adds to this buffer.
     *
     * @param wake called when the first change is in the buffer
     */
    FeedPublisher(ChangeBuffer buffer, Runnable wake, AfterCommit afterCommit) {
        this.buffer = buffer;
        this.wake = wake;
        this.afterCommit = afterCommit;
    }

    @Override
    public EnqueueStep enqueue(List<? extends TaskCall<?>> calls) {
        return buffer.wanted() ? new Enqueued() : EnqueueStep.UNOBSERVED;
    }

    /** Observes each attempt, also without a subscriber now: one may subscribe before it ends. */
    @Override
    public AttemptStep attempt(TaskFacts task) {
        return inline(task) ? AttemptStep.UNOBSERVED : new Attempt(task);
    }

    @Override
    public void reported(TaskFacts task, @Nullable Progress progress) {
        if (buffer.wanted() && !inline(task)) {
            add(LocalChange.of(task, progress));
        }
    }

    @Override
    public void ended(TaskFacts task, AttemptResult ending) {
        if (buffer.wanted()) {
            add(LocalChange.of(task, ending));
        }
    }

    @Override
    public void leaseLost(TaskFacts task) {
        publish(Kind.LEASE_LOST, task);
    }

    @Override
    public void redelivered(TaskFacts task) {
        publish(Kind.REDELIVERED, task);
    }

    @Override
    public void expired(TaskFacts task) {
        publish(Kind.EXPIRED, task);
    }

    private static boolean inline(TaskFacts running) {
        return running.workerId() == null;
    }

    private void publish(Kind kind, TaskFacts task) {
        if (buffer.wanted()) {
            add(LocalChange.of(kind, task));
        }
    }

    private void add(LocalChange change) {
        if (buffer.add(change)) {
            wake.run();
        }
    }

    /** Publishes after the commit of the transaction, and not at all after a rollback. */
    private final class Enqueued implements EnqueueStep {

        @Override
        public void enqueued(List<@Nullable TaskFacts> tasks) {
            List<TaskFacts> added = tasks.stream().filter(Objects::nonNull).toList();
            afterCommit.run(() -> added.forEach(task -> publish(Kind.ENQUEUED, task)));
        }
    }

    private final class Attempt implements AttemptStep {

        private final TaskFacts task;

        Attempt(TaskFacts task) {
            this.task = task;
        }

        @Override
        public void started() {
            publish(Kind.STARTED, task);
        }

        @Override
        public void ended(AttemptResult ending) {
            FeedPublisher.this.ended(task, ending);
        }
    }
}
