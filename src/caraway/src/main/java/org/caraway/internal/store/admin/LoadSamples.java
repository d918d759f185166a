package org.caraway.internal.store.admin;

/** Samples of the load, cheap enough for every few seconds. Thread-safe. */
public interface LoadSamples {

    /** What waits and who works, counted no further than a cap, so that it may be asked for every few seconds; does not join. */
    LoadSample sample();

    /** How many workers live: one round trip, for whoever wants to know whether the database answers. */
    long livingWorkers();
}
