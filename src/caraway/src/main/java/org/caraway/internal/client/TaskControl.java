package org.caraway.internal.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.caraway.RevokeMode;
import org.caraway.RevokeOutcome;
import org.caraway.TaskState;
import org.caraway.internal.observation.CompletionNotifier;
import org.caraway.internal.observation.TaskObservers;
import org.caraway.internal.propagation.ContextPropagation;
import org.caraway.internal.store.admin.BatchResult;
import org.caraway.internal.store.admin.Requeues;
import org.caraway.internal.store.admin.RevokeResult;
import org.caraway.internal.store.admin.TaskRevocations;
import org.caraway.internal.store.admin.TaskSearch;
import org.caraway.internal.store.audit.AuditNote;
import org.caraway.internal.store.model.FinishedTask;
import org.caraway.internal.store.recover.EndedTasks;
import org.caraway.internal.store.signal.QueueSignals;
import org.caraway.internal.store.workflow.StepReruns.Which;
import org.jspecify.annotations.Nullable;

/**
 * Revokes and requeues tasks, for handles and for operators, and notifies waiters and observers after the commit.
 * Thread-safe.
 */
public final class TaskControl {

    private static final int BATCH = 500;
    private static final int PASSES = 5;
    private static final Set<TaskState> UNSUCCESSFUL = Set.of(TaskState.FAILURE, TaskState.REVOKED, TaskState.EXPIRED);

    private final TaskRevocations revocations;
    private final Requeues requeues;
    private final QueueSignals signals;
    private final AfterCommit afterCommit;
    private final CompletionNotifier news;
    private final ContextPropagation propagation;

    /** Over these ports of the store. */
    public TaskControl(
            TaskRevocations revocations,
            Requeues requeues,
            QueueSignals signals,
            AfterCommit afterCommit,
            TaskObservers observers,
            ContextPropagation propagation) {
        this.revocations = revocations;
        this.requeues = requeues;
        this.signals = signals;
        this.afterCommit = afterCommit;
        this.news = new CompletionNotifier(signals, observers);
        this.propagation = propagation;
    }

    /**
     * The audit entry of an operation: by the logged-in user, else by this actor.
     *
     * @param detail the details, null if there are none
     */
    AuditNote note(@Nullable String actor, String action, String target, @Nullable String detail) {
        return new AuditNote(propagation.caller().orElse(actor), action, target, detail);
    }

    RevokeOutcome revoke(UUID id, RevokeMode mode, @Nullable String actor) {
        RevokeResult result = revocations.revoke(id, mode, note(actor, "revoke", id.toString(), mode.name()));
        FinishedTask ended = result.ended();
        if (ended != null) {
            afterCommit.run(() -> news.revoked(new EndedTasks(List.of(ended), result.advance())));
        }
        return result.outcome();
    }

    /** Requeues a task that has finished without success. */
    boolean retry(UUID id, Requeues.@Nullable NewArguments arguments, @Nullable String actor) {
        return requeue(
                id,
                arguments,
                UNSUCCESSFUL,
                note(actor, "retry", id.toString(), arguments == null ? null : "with other arguments"));
    }

    /** Requeues a finished task, which forgets this durable step and those after it. */
    boolean retryFrom(UUID id, String step, @Nullable String actor) {
        return signalled(requeues.requeueFrom(id, step, note(actor, "retryFrom", id.toString(), step)));
    }

    /** Requeues a finished task. */
    boolean rerun(UUID id, @Nullable String actor) {
        return requeue(
                id,
                null,
                Set.of(TaskState.SUCCESS, TaskState.FAILURE, TaskState.REVOKED, TaskState.EXPIRED),
                note(actor, "rerun", id.toString(), null));
    }

    private boolean requeue(UUID id, Requeues.@Nullable NewArguments arguments, Set<TaskState> from, AuditNote note) {
        return signalled(requeues.requeue(id, arguments, from, note));
    }

    /** Signals tasks that are due in these queues, after the commit; returns whether there is an answer. */
    boolean signalled(Optional<Set<String>> queues) {
        queues.orElse(Set.of()).forEach(name -> afterCommit.run(DueSignal.after(signals, name, Duration.ZERO)));
        return queues.isPresent();
    }

    /** Runs the failed steps of a workflow again. */
    boolean retryFailed(UUID workflow, @Nullable String actor) {
        AuditNote note = note(actor, "retryFailed", workflow.toString(), null);
        return signalled(requeues.rerunWorkflow(workflow, Which.ALL_FAILED, note));
    }

    /** Runs all steps of a workflow again. */
    boolean rerunWorkflow(UUID workflow, @Nullable String actor) {
        AuditNote note = note(actor, "rerunWorkflow", workflow.toString(), null);
        return signalled(requeues.rerunWorkflow(workflow, Which.ALL, note));
    }

    /** Works through batches, from the newest task to the oldest; returns how many were changed. */
    long inBatches(Function<UUID, BatchResult> batch) {
        long changed = 0;
        Optional<UUID> after = Optional.of(TaskSearch.BEFORE_ALL);
        while (after.isPresent()) {
            BatchResult result = batch.apply(after.get());
            changed += result.changed();
            news.revoked(result.ended());
            news.advanced(result.advance());
            after = result.next();
        }
        return changed;
    }

    /** Repeats the batches until nothing changes any more, because running tasks may enqueue more tasks. */
    long repeatUntilUnchanged(Function<UUID, BatchResult> batch) {
        long changed = 0;
        for (int pass = 0; pass < PASSES; pass++) {
            long more = inBatches(batch);
            changed += more;
            if (more == 0) {
                return changed;
            }
        }
        return changed;
    }

    /** How many tasks a batch has. */
    int batchSize() {
        return BATCH;
    }
}
