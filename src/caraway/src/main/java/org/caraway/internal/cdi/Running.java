package org.caraway.internal.cdi;

import org.caraway.TaskQueue;

/** What has been started and is to be stopped. Thread-safe. */
interface Running {

    /** The queue for applications to inject. */
    TaskQueue tasks();

    /** Ends every thread and lets go of everything. */
    void stop();

    /** Starts it. */
    @FunctionalInterface
    interface Launcher {

        /** Returns when it runs; otherwise throws what stops the deployment. */
        Running launch(Deployment deployment);
    }
}
