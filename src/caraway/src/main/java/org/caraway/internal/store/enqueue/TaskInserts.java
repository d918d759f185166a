package org.caraway.internal.store.enqueue;

import java.util.List;
import org.caraway.internal.store.model.InsertedTask;
import org.caraway.internal.store.model.NewTask;

/** Inserts tasks. Thread-safe. */
public interface TaskInserts {

    /**
     * Inserts all tasks, all or none; joins. A task whose id or unique key is taken already is not inserted: another
     * stands for it.
     *
     * @return for each task, in their order, the task that stands for it
     * @throws org.caraway.TaskNotUniqueException if a key is taken and the call does not accept another task in its
     *     place
     */
    List<InsertedTask> insert(List<NewTask> tasks);
}
