package org.caraway.internal.engine.attempt;

import org.caraway.DurableStepException;
import org.caraway.IgnoreRequest;
import org.caraway.MaxRetriesExceededException;
import org.caraway.ParkRequest;
import org.caraway.PostponeRequest;
import org.caraway.RetryRequest;
import org.caraway.SignalTimeoutException;
import org.caraway.SoftTimeLimitException;
import org.caraway.TaskRejectedException;
import org.caraway.internal.lifecycle.AttemptOutcome;
import org.caraway.internal.lifecycle.Causes;
import org.caraway.internal.lifecycle.Parking;
import org.caraway.internal.store.model.Revocation;
import org.jspecify.annotations.Nullable;

/**
 * What it means for an attempt that its method has thrown something. Stateless.
 *
 * <p>What {@link org.caraway.TaskContext} throws on the task's behalf never becomes a failure here, so that no policy
 * can count it once more.
 */
public final class ThrownOutcome {

    private static final String EJB_EXCEPTIONS = "jakarta.ejb.EJB";

    private ThrownOutcome() {}

    static AttemptOutcome of(RunningAttempt attempt, Throwable thrown) {
        AttemptOutcome asked = asked(attempt, thrown);
        return asked == null ? failed(attempt, thrown) : asked;
    }

    /** What the task asked for through its context, null if it asked for nothing and has failed. */
    static @Nullable public AttemptOutcome asked(ClaimedTaskContext attempt, Throwable thrown) {
        Throwable meant = unwrapped(thrown);
        if (meant instanceof RetryRequest request) {
            return new AttemptOutcome.RetryRequested(request.delay().orElse(null), request);
        }
        if (meant instanceof MaxRetriesExceededException spent && !attempt.retryLeft()) {
            return new AttemptOutcome.RetryRequested(null, spent);
        }
        if (meant instanceof PostponeRequest request) {
            return new AttemptOutcome.Postponed(request.delay());
        }
        if (meant instanceof ParkRequest request) {
            return new AttemptOutcome.Parked(new Parking(request.awaits(), request.longest()));
        }
        if (meant instanceof SignalTimeoutException late) {
            return new AttemptOutcome.NonRetryable(late);
        }
        if (meant instanceof TaskRejectedException rejection) {
            return new AttemptOutcome.Rejected(rejection);
        }
        if (meant instanceof DurableStepException refused) {
            return new AttemptOutcome.NonRetryable(refused);
        }
        if (meant instanceof StepNotCommitted failure) {
            return MethodOutcome.notCommitted(attempt.settings(), failure);
        }
        if (meant instanceof IgnoreRequest request) {
            attempt.log("Ignored: " + request.getMessage());
            return new AttemptOutcome.Ignored();
        }
        return null;
    }

    /**
     * An interrupt that a revocation or the soft limit sent shows as what it is, whatever the interrupted call made of
     * it.
     */
    static AttemptOutcome.Failed failed(RunningAttempt attempt, Throwable failure) {
        Revocation revoked = attempt.revocation();
        if (revoked != null && failure instanceof InterruptedException) {
            return new AttemptOutcome.Failed(StopReasons.revoked(attempt.facts(), revoked.by(), failure));
        }
        boolean interrupted = attempt.passedSoftLimit() && failure instanceof InterruptedException;
        return new AttemptOutcome.Failed(
                interrupted
                        ? new SoftTimeLimitException(
                                "The attempt was interrupted at its soft time limit of "
                                        + attempt.settings().softTimeLimit(),
                                failure)
                        : failure);
    }

    /** A session bean's container wraps what its method throws, where that is no checked exception. */
    private static Throwable unwrapped(Throwable thrown) {
        Throwable cause = Causes.direct(thrown);
        return cause != null && thrown.getClass().getName().startsWith(EJB_EXCEPTIONS) ? cause : thrown;
    }
}
