package org.caraway.internal.store.worker;

/** Reads what operators have set at run time. Thread-safe. */
public interface RuntimeSettingsReader {

    /** What was set at run time for queues and task definitions, and what this worker is told and asked; does not join. */
    WorkerDirectives directives(String workerId);
}
