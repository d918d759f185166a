package org.caraway.internal.engine;

import java.time.Duration;

/** What a worker does beside running tasks, on a thread of its own. Thread-safe. */
interface BackgroundJob {

    /** Tells it to end after what it does now; does not wait. */
    void requestStop();

    /** Waits until it has ended, does what is left to do then, and returns whether it has ended. */
    boolean awaitEnd(Duration timeout) throws InterruptedException;
}
