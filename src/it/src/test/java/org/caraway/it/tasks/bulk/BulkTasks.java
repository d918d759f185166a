package org.caraway.it.tasks.bulk;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.Collections;
import org.caraway.Task;
import org.caraway.TaskQueue;

/** Enqueues many tasks that do nothing, in one transaction, when the application starts. */
@ApplicationScoped
public class BulkTasks {

    static final int MANY = 10_000;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    /** One batch, one commit. */
    @Transactional
    public void enqueue(@Observes Startup startup) {
        tasks.enqueueAll(Collections.nCopies(MANY, tasks.call(BulkTasks::noop)));
    }

    /** Returns at once. */
    @Task
    public void noop() {}
}
