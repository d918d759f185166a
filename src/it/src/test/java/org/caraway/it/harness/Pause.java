package org.caraway.it.harness;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets time pass where the passing of time is what a test does, such as a fault that lasts. Stateless. */
public final class Pause {

    private Pause() {}

    /** Returns after {@code length}. */
    public static void of(Duration length) throws InterruptedException {
        if (new CountDownLatch(1).await(length.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("nobody opens this latch");
        }
    }
}
