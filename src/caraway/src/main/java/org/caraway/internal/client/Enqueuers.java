package org.caraway.internal.client;

import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.store.Store;

/**
 * Everything that enqueues or signals. Immutable.
 *
 * @param tasks stores calls
 * @param workflows stores workflows
 * @param signals signals stored tasks
 */
public record Enqueuers(TaskEnqueuer tasks, WorkflowEnqueuer workflows, SignalSender signals) {

    /** Enqueuers that insert into this store. */
    public static Enqueuers of(TaskRegistry registry, NewTaskFactory newTasks, EnqueueServices services, Store store) {
        return new Enqueuers(
                new TaskEnqueuer(newTasks, store.inserts(), services),
                new WorkflowEnqueuer(registry, newTasks, services, store.workflows()),
                new SignalSender(registry, newTasks.codec(), newTasks.argumentsCap(), store.parked(), services));
    }
}
