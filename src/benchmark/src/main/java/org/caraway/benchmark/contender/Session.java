package org.caraway.benchmark.contender;

import java.util.List;

/** A contender at work on one database. Thread-safe. */
public interface Session extends AutoCloseable {

    /**
     * Enqueues one task in a transaction of its own.
     *
     * @throws Exception if it was not enqueued
     */
    void enqueue(Job job, String payload) throws Exception;

    /**
     * Enqueues many the fastest way that the contender has.
     *
     * @throws Exception if they were not enqueued
     */
    void enqueueAll(Job job, List<String> payloads) throws Exception;

    /** Stops running tasks and releases all threads. */
    @Override
    void close();
}
