package org.caraway.internal.client;

import java.lang.reflect.Type;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.caraway.TaskHandle;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.store.read.TaskReads;
import org.caraway.internal.store.retain.Retention;
import org.caraway.internal.store.workflow.Workflows;
import org.jspecify.annotations.Nullable;

/** Makes handles of stored tasks. Thread-safe. */
public record HandleFactory(
        TaskReads reads,
        Retention retention,
        PayloadCodec payload,
        TaskWatcher watcher,
        TaskControl control,
        AfterCommit afterCommit,
        Workflows workflows) {

    /** A handle of the task with this id, whose result is of this type. */
    <R extends @Nullable Object> TaskHandle<R> of(UUID id, Type resultType) {
        return of(id, resultType, () -> false);
    }

    /** The same, of a task that the thread has just enqueued, in its transaction if it has one. */
    <R extends @Nullable Object> TaskHandle<R> ofNew(UUID id, Type resultType) {
        Object transaction = afterCommit.transaction();
        return of(id, resultType, () -> transaction != null && transaction.equals(afterCommit.transaction()));
    }

    private <R extends @Nullable Object> TaskHandle<R> of(UUID id, Type resultType, BooleanSupplier uncommitted) {
        return new StoredTaskHandle<>(
                id,
                reads,
                retention,
                watcher,
                control,
                new TaskOutcomeReader<>(payload, resultType, workflows::result, FailedSteps.of(reads, workflows)),
                uncommitted);
    }
}
