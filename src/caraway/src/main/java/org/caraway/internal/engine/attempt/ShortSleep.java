package org.caraway.internal.engine.attempt;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.caraway.CarawayException;
import org.caraway.TaskContext;

/** A wait on an attempt's own thread. Stateless. */
final class ShortSleep {

    private ShortSleep() {}

    /**
     * Waits for this long.
     *
     * @throws CarawayException if the thread is interrupted meanwhile; its interrupt flag is set
     */
    static void in(TaskContext attempt, Duration span) {
        attempt.checkRevoked();
        try {
            of(span);
        } catch (InterruptedException interrupted) {
            attempt.checkRevoked();
            Thread.currentThread().interrupt();
            throw new CarawayException(
                    "Task " + attempt.id() + " (" + attempt.name() + ") was interrupted while it slept for " + span,
                    interrupted);
        }
    }

    static void of(Duration span) throws InterruptedException {
        new CountDownLatch(1).await(span.toNanos(), TimeUnit.NANOSECONDS); // which nobody counts down
    }
}
