package org.caraway.internal.store.admin;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.caraway.TaskState;
import org.caraway.admin.TaskQuery;
import org.caraway.internal.store.audit.AuditNote;
import org.jspecify.annotations.Nullable;

/** Requeues finished tasks. Thread-safe. */
public interface Requeues {

    /**
     * Requeues a finished task, due at once: its retries and deliveries count from zero, its attempts keep counting.
     *
     * @param arguments other arguments, null for the same
     * @param from only if it is in one of these states
     * @return its queue; absent if it is not finished
     * @throws org.caraway.NoSuchTaskException if there is none
     * @throws org.caraway.TaskNotUniqueException if its unique key is taken
     * @throws IllegalStateException if it is finished in another state
     */
    Optional<String> requeue(UUID id, @Nullable NewArguments arguments, Set<TaskState> from, AuditNote note);

    /**
     * Other arguments for a task. Immutable.
     *
     * @param json the arguments
     * @param key the fairness key that follows from them, null to keep the former key
     */
    record NewArguments(String json, @Nullable String key) {}

    /** Requeues matching tasks that finished without success and follow this id in page order. */
    BatchResult requeueSome(TaskQuery query, AuditNote note, UUID after, int limit);
}
