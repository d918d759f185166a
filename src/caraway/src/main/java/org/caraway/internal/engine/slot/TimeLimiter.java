package org.caraway.internal.engine.slot;

import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.Collection;
import org.caraway.Delivery;
import org.caraway.TimeLimitException;
import org.caraway.internal.engine.attempt.RunningAttempt;
import org.caraway.internal.engine.complete.CompletionWriter;
import org.caraway.internal.engine.loop.Loop;
import org.caraway.internal.lifecycle.AttemptOutcome;
import org.caraway.internal.observation.TaskObservers;
import org.caraway.internal.store.model.AttemptCompletion;

/**
 * Holds attempts to their time limits. Thread-safe; the watching is confined to one loop.
 *
 * <p>At the soft limit the attempt's thread is interrupted, once. At the hard limit the attempt is fenced off, its
 * completion is written from here, its slot goes to another runner, and what it does in its transaction is broken off;
 * the thread itself cannot be stopped. So does the slot of an attempt that has ended without letting go of its thread.
 * Limits are kept to within 100 ms, unless the completions that wait for an absent database leave no room.
 */
public final class TimeLimiter {

    private static final System.Logger LOG = System.getLogger(TimeLimiter.class.getName());
    private static final Duration TICK = Duration.ofMillis(100);

    private final Collection<Slots> allSlots;
    private final CompletionWriter completionWriter;
    private final TaskObservers observers;
    private final Loop loop = new Loop("limit", Duration.ZERO, this::watch);

    public TimeLimiter(Collection<Slots> allSlots, CompletionWriter completionWriter, TaskObservers observers) {
        this.allSlots = allSlots;
        this.completionWriter = completionWriter;
        this.observers = observers;
    }

    public Loop loop() {
        return loop;
    }

    private Duration watch() {
        for (Slots slots : allSlots) {
            slots.runners().addMissing();
            slots.adapt();
            slots.unstarted().dropStranded();
            for (RunningAttempt attempt : slots.attempts().all()) {
                if (attempt.hardLimitReached()) {
                    failTimedOut(slots, attempt);
                } else if (attempt.softLimitReached()) {
                    LOG.log(
                            WARNING,
                            () -> attempt + " has run longer than its soft limit of "
                                    + attempt.settings().softTimeLimit() + " and is interrupted");
                    attempt.interruptForSoftLimit();
                }
            }
        }
        return TICK;
    }

    private void failTimedOut(Slots slots, RunningAttempt attempt) {
        if (!attempt.fence()) {
            refillIfOver(slots, attempt);
            return;
        }
        Duration limit = attempt.settings().timeLimit();
        TimeLimitException failure = new TimeLimitException("The attempt ran longer than its time limit of " + limit
                + "; raise timeLimit, or let the method call checkRevoked() between its steps");
        boolean once = attempt.settings().delivery() == Delivery.AT_MOST_ONCE; // its thread may still be at it
        AttemptCompletion completion = attempt.completion(
                once ? new AttemptOutcome.NonRetryable(failure) : new AttemptOutcome.Failed(failure));
        completionWriter.add(completion);
        observers.ended(attempt.facts(), attempt.result(completion.next(), failure));
        slots.attempts().refill(attempt); // after it: an executor that refuses must not prevent the completion
        slots.attempts().cancelStatement(attempt);
    }

    /**
     * Code of the application runs after the completion, too: closing its beans, for instance. Or the thread is
     * completing it.
     */
    private static void refillIfOver(Slots slots, RunningAttempt attempt) {
        if (attempt.handedOver()) {
            LOG.log(
                    WARNING,
                    () -> attempt + " is completed, but has not released its thread within its limit of "
                            + attempt.settings().timeLimit() + "; another takes its slot, and the thread is stuck");
            slots.attempts().refill(attempt);
        }
    }
}
