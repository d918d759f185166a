package org.caraway.benchmark.contender;

/** What a session of a contender is for. */
public enum Purpose {
    /** Enqueues only. */
    ENQUEUE,
    /** Runs tasks as fast as it can, and enqueues. */
    THROUGHPUT,
    /** Runs tasks as soon as it can, and enqueues. */
    LATENCY
}
