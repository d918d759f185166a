package org.caraway.internal.store.worker;

/** Reads the run-time settings of operators. Thread-safe. */
public interface RuntimeSettingsReader {

    /**
     * The run-time settings of queues and task definitions, and the orders and requests to this worker; does not join.
     */
    WorkerDirectives directives(String workerId);
}
