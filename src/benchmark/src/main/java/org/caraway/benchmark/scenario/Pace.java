package org.caraway.benchmark.scenario;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps to a number of turns each second; one that is late does not make the next ones early. Confined to one thread.
 */
final class Pace {

    private final long gapNanos;
    private long nextNanos = System.nanoTime();

    Pace(double perSecond) {
        gapNanos = (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
    }

    /** Waits for the next turn. */
    void await() {
        nextNanos = Math.max(nextNanos + gapNanos, System.nanoTime());
        for (long left = nextNanos - System.nanoTime(); left > 0; left = nextNanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
