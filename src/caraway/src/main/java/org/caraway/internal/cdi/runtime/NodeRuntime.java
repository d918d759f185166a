package org.caraway.internal.cdi.runtime;

import org.caraway.TaskQueue;
import org.caraway.admin.Schedules;
import org.caraway.admin.TaskAdmin;
import org.caraway.admin.TaskFeed;
import org.caraway.internal.health.NodeHealth;

/** The running Caraway of one application on one node. Thread-safe. */
public interface NodeRuntime {

    /** The queue for applications to inject. */
    TaskQueue tasks();

    /** The API for operators to inject. */
    TaskAdmin admin();

    /** The schedules. */
    Schedules schedules();

    /** The feed for listeners to inject. */
    TaskFeed feed();

    /** The health of this node. */
    NodeHealth health();

    /** Workers beside that of this process, for the testing kit. */
    OnDemandWorkers workers();

    /** Starts the worker, if this process has one. */
    void startWorker();

    /** Stops the worker; does nothing if there is none, or the second time. */
    void stopWorker();

    /** Stops every thread and releases every resource. */
    void stop();

    /** Starts a runtime without its worker. */
    @FunctionalInterface
    interface Launcher {

        /** Returns after the start; an exception stops the deployment. */
        NodeRuntime launch(Deployment deployment);
    }
}
