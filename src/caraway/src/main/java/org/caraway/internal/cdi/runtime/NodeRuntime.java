package org.caraway.internal.cdi.runtime;

import org.caraway.TaskQueue;
import org.caraway.admin.TaskAdmin;
import org.caraway.admin.TaskFeed;
import org.caraway.internal.health.NodeHealth;

/** What has been started and is to be stopped. Thread-safe. */
public interface NodeRuntime {

    /** The queue for applications to inject. */
    TaskQueue tasks();

    /** What operators inject. */
    TaskAdmin admin();

    /** What followers inject. */
    TaskFeed feed();

    /** How this node is. */
    NodeHealth health();

    /** Lets tasks run here, if this process is to run any. */
    void startWorker();

    /** Ends the running of tasks here; does nothing if there is none, or the second time. */
    void stopWorker();

    /** Ends every thread and lets go of everything. */
    void stop();

    /** Starts it, without the running of tasks. */
    @FunctionalInterface
    interface Launcher {

        /** Returns when it runs; otherwise throws what stops the deployment. */
        NodeRuntime launch(Deployment deployment);
    }
}
