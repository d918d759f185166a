package org.caraway.internal.feed;

import java.time.Duration;

/** A repeated duration, which has elapsed at first. Confined to one loop. */
final class Interval {

    private final long nanos;
    private boolean running;
    private long begun;

    Interval(Duration length) {
        nanos = length.toNanos();
    }

    boolean isOver() {
        return !running || System.nanoTime() - begun >= nanos;
    }

    void begin() {
        running = true;
        begun = System.nanoTime();
    }

    void end() {
        running = false;
    }
}
