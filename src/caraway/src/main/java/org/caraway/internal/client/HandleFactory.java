package org.caraway.internal.client;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.Type;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.caraway.GroupHandle;
import org.caraway.Outcome;
import org.caraway.TaskHandle;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.store.model.StepPlace;
import org.caraway.internal.store.read.TaskReads;
import org.caraway.internal.store.retain.Retention;
import org.caraway.internal.store.workflow.Workflows;
import org.caraway.internal.workflow.ResultTypes;
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

    /** A handle of the group with this id, whose members have results of this type. */
    <E extends @Nullable Object> GroupHandle<E> ofGroup(UUID id, Type memberType) {
        return new StoredGroupHandle<>(of(id, ResultTypes.listOf(memberType), () -> false), this, memberType);
    }

    /** The same, of a group that the thread has just enqueued, in its transaction if it has one. */
    <E extends @Nullable Object> GroupHandle<E> ofNewGroup(UUID id, Type memberType) {
        return new StoredGroupHandle<>(of(id, ResultTypes.listOf(memberType), uncommitted()), this, memberType);
    }

    /** How a finished task has ended that has a result of this type. */
    @SuppressWarnings("unchecked") // as a result is read
    <R extends @Nullable Object> Outcome<R> outcomeOf(UUID id, Type resultType) {
        String json = workflows
                .arguments(new StepPlace.Input(id, StepPlace.Mode.OUTCOME))
                .get(0);
        return (Outcome<R>) requireNonNull(payload.decodeResult(json, ResultTypes.outcomeOf(resultType)), "outcome");
    }

    /** The same, of a task that the thread has just enqueued, in its transaction if it has one. */
    <R extends @Nullable Object> TaskHandle<R> ofNew(UUID id, Type resultType) {
        return of(id, resultType, uncommitted());
    }

    private BooleanSupplier uncommitted() {
        Object transaction = afterCommit.transaction();
        return () -> transaction != null && transaction.equals(afterCommit.transaction());
    }

    private <R extends @Nullable Object> StoredTaskHandle<R> of(UUID id, Type resultType, BooleanSupplier uncommitted) {
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
