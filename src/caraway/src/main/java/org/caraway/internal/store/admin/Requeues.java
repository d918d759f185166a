package org.caraway.internal.store.admin;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.caraway.TaskState;
import org.caraway.admin.TaskQuery;
import org.caraway.internal.store.audit.AuditNote;
import org.jspecify.annotations.Nullable;

/** Puts finished tasks back. Thread-safe. */
public interface Requeues {

    /**
     * Puts a finished task back, due at once: its retries and deliveries count from zero, its attempts go on.
     *
     * @param arguments other arguments, null for the same
     * @param from only if it stands in one of these states
     * @return its queue; absent if it is not over
     * @throws org.caraway.NoSuchTaskException if there is none
     * @throws org.caraway.TaskNotUniqueException if its unique key is taken
     * @throws IllegalStateException if it is over in another state
     */
    Optional<String> requeue(UUID id, @Nullable NewArguments arguments, Set<TaskState> from, AuditNote note);

    /**
     * Other arguments for a task. Immutable.
     *
     * @param json the arguments
     * @param key for whom the work is by that, null for as before
     */
    record NewArguments(String json, @Nullable String key) {}

    /** Does so with tasks that the query means, over without success, and that come after this id in the order of pages. */
    BatchResult requeueSome(TaskQuery query, AuditNote note, UUID after, int limit);
}
