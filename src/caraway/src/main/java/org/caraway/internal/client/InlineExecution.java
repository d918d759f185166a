package org.caraway.internal.client;

import org.caraway.internal.lifecycle.InlineRun;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.store.model.NewTask;

/** Runs a task on the current thread, and stores nothing. Thread-safe. */
@FunctionalInterface
public interface InlineExecution {

    /** Returns when the task is over, successful or not. */
    InlineRun run(NewTask task, TaskDefinition definition);
}
