package org.caraway.internal.store.admin;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.caraway.TaskState;
import org.caraway.admin.TaskQuery;
import org.caraway.internal.store.audit.AuditNote;
import org.caraway.internal.store.workflow.StepReruns.Which;
import org.jspecify.annotations.Nullable;

/** Requeues finished tasks. Thread-safe. */
public interface Requeues {

    /**
     * Requeues a finished task, due at once: its retries and deliveries count from zero, its attempts keep counting.
     * With other arguments, or after a success, it forgets its durable steps. Of a workflow, what depends on the step
     * runs again with it; in place of a step that ended because of others, these do.
     *
     * @param arguments other arguments, null for the same
     * @param from only if it is in one of these states
     * @return its queue, or those of the steps that are due; absent if it is not finished
     * @throws org.caraway.NoSuchTaskException if there is none
     * @throws org.caraway.TaskNotUniqueException if its unique key is taken
     * @throws IllegalStateException if it is finished in another state, or a step that depends on it is running
     */
    Optional<Set<String>> requeue(UUID id, @Nullable NewArguments arguments, Set<TaskState> from, AuditNote note);

    /**
     * As {@link #requeue}, from any state: and the task forgets this durable step and those that it stored after it.
     *
     * @throws IllegalArgumentException if it has stored no such step
     */
    Optional<Set<String>> requeueFrom(UUID id, String step, AuditNote note);

    /**
     * Other arguments for a task. Immutable.
     *
     * @param json the arguments
     * @param key the fairness key that follows from them, null to keep the former key
     */
    record NewArguments(String json, @Nullable String key) {}

    /** Requeues matching tasks that finished without success and follow this id in page order. */
    BatchResult requeueSome(TaskQuery query, AuditNote note, UUID after, int limit);

    /**
     * Runs all steps of a workflow again, or those that have failed, with everything that depends on them.
     *
     * @param id the workflow, or one of its steps
     * @return the queues of the steps that are due; absent if no step has failed, or one is not finished
     * @throws org.caraway.NoSuchTaskException if there is none
     * @throws IllegalStateException as {@link #requeue}
     */
    Optional<Set<String>> rerunWorkflow(UUID id, Which which, AuditNote note);
}
