package org.caraway.internal.engine;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what other threads do. */
public final class Eventually {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Eventually() {}

    /** Looks every 20 ms whether it has come true, and fails after a minute. */
    public static void reached(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (!condition.getAsBoolean()) {
            try {
                if (System.nanoTime() - end > 0 || never.await(20, TimeUnit.MILLISECONDS)) {
                    throw new AssertionError("Not reached within " + PATIENCE + ": " + what);
                }
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }
    }
}
