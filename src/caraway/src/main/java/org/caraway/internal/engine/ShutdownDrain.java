package org.caraway.internal.engine;

import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.List;
import org.caraway.internal.engine.attempt.RunningAttempt;
import org.caraway.internal.engine.slot.Slots;

/** The attempts that run when their worker stops: they may finish for a while, or are interrupted. Thread-safe. */
final class ShutdownDrain {

    private static final System.Logger LOG = System.getLogger(ShutdownDrain.class.getName());
    private static final Duration INTERRUPT_END = Duration.ofMillis(500);

    private final WorkerSettings settings;
    private final List<Slots> allSlots;

    ShutdownDrain(WorkerSettings settings, List<Slots> allSlots) {
        this.settings = settings;
        this.allSlots = allSlots;
    }

    /**
     * Returns when none is left that is not stuck; always true: what did not end is interrupted, and that is in order.
     */
    boolean letFinish() throws InterruptedException {
        long end = System.nanoTime() + patience().toNanos();
        boolean finished = true;
        for (Slots slots : allSlots) {
            finished &= slots.runners().awaitStop(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        }
        if (!finished) {
            interruptRunning();
        }
        return true;
    }

    /** How long they may still run. */
    Duration patience() {
        return switch (settings.shutdown()) {
            case WARM -> longestLeft();
            case SOFT -> settings.shutdownGrace();
            case COLD -> Duration.ZERO;
        };
    }

    /** Until the last time limit has passed and the attempt's end is on its way. */
    private Duration longestLeft() {
        return allSlots.stream()
                .flatMap(slots -> slots.attempts().all().stream())
                .map(RunningAttempt::left)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO)
                .plus(INTERRUPT_END);
    }

    /** What is fenced off here stays STARTED until the worker is removed, which gives it back. */
    private void interruptRunning() throws InterruptedException {
        for (Slots slots : allSlots) {
            for (RunningAttempt attempt : slots.attempts().all()) {
                LOG.log(
                        WARNING,
                        () -> attempt + " did not end in time; it is interrupted, and runs again unless it may be"
                                + " delivered only once");
                if (attempt.fence()) {
                    slots.attempts().cancelStatement(attempt);
                }
            }
        }
        long end = System.nanoTime() + INTERRUPT_END.toNanos();
        for (Slots slots : allSlots) {
            slots.runners().awaitStop(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        }
    }
}
