package org.caraway.internal.store.admin;

/** Samples of the load, cheap enough for every few seconds. Thread-safe. */
public interface LoadSamples {

    /**
     * Waiting tasks and living workers, counted up to a cap, so that it may be called every few seconds; does not join.
     */
    LoadSample sample();

    /** How many workers are alive: one round trip, for callers that check whether the database answers. */
    long livingWorkers();
}
