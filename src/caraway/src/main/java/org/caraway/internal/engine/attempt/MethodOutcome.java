package org.caraway.internal.engine.attempt;

import java.time.Duration;
import org.caraway.CarawayException;
import org.caraway.Delivery;
import org.caraway.QueueUnavailableException;
import org.caraway.internal.lifecycle.AttemptOutcome;
import org.caraway.internal.payload.LargeResults;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.registry.TaskSettings;
import org.caraway.internal.store.jdbc.DatabaseFailure;
import org.jspecify.annotations.Nullable;

/** The outcome of a method that has returned, or whose transaction did not commit. Stateless. */
public final class MethodOutcome {

    private MethodOutcome() {}

    /** The result is encoded as the caller will read it, which may fail the task too. */
    public static AttemptOutcome succeeded(
            PayloadCodec codec,
            ClaimedTaskContext attempt,
            TaskDefinition definition,
            @Nullable Object result,
            LargeResults elsewhere) {
        if (attempt.settings().retention().ignoreResult()) {
            return new AttemptOutcome.Succeeded(null);
        }
        String json = codec.encodeResult(
                result, definition.resultType(), attempt.settings().format());
        if (json != null && elsewhere.takes(json)) {
            return new AttemptOutcome.Succeeded(json); // however large: it is saved after the method has returned
        }
        String complaint = codec.tooLarge(() -> "The result of " + attempt, json);
        return complaint == null
                ? new AttemptOutcome.Succeeded(json)
                : new AttemptOutcome.NonRetryable(
                        new CarawayException(complaint + ", or let the task ignore its result with ignoreResult"));
    }

    /** When the method's transaction lost the database, none of its writes remains, whatever the method made of it. */
    public static AttemptOutcome unlessDatabaseLost(TaskDefinition definition, AttemptOutcome outcome) {
        return outcome instanceof AttemptOutcome.Failed failed
                        && failed.hint() == null // a pool refuses connections to a transaction that is over
                        && !atMostOnce(definition)
                        && DatabaseFailure.in(failed.failure()) == DatabaseFailure.UNAVAILABLE
                ? new AttemptOutcome.DatabaseLost(failed.failure(), false)
                : outcome;
    }

    /** The method was not called. The wait is still to be decided. */
    static AttemptOutcome notBegun(Throwable failure) {
        return new AttemptOutcome.NotBegun(failure, failure instanceof QueueUnavailableException, Duration.ZERO);
    }

    /** A task that may be delivered only once does not run again because a commit failed. */
    public static AttemptOutcome notCommitted(TaskDefinition definition, Throwable failure) {
        return notCommitted(definition.settings(), failure);
    }

    /** The same, with the settings of the attempt. */
    static AttemptOutcome notCommitted(TaskSettings settings, Throwable failure) {
        if (settings.delivery() == Delivery.AT_MOST_ONCE) {
            return new AttemptOutcome.NonRetryable(failure);
        }
        DatabaseFailure kind = DatabaseFailure.in(failure);
        boolean ofQueue = failure instanceof QueueUnavailableException || kind == DatabaseFailure.CONFLICT;
        return ofQueue || kind == DatabaseFailure.UNAVAILABLE
                ? new AttemptOutcome.DatabaseLost(failure, ofQueue)
                : new AttemptOutcome.NotCommitted(failure);
    }

    /** The application was undeployed while the method ran. */
    static AttemptOutcome undeployed(TaskDefinition definition, Throwable failure) {
        return atMostOnce(definition)
                ? new AttemptOutcome.NonRetryable(failure)
                : new AttemptOutcome.ApplicationUndeployed(failure);
    }

    static boolean atMostOnce(TaskDefinition definition) {
        return definition.settings().delivery() == Delivery.AT_MOST_ONCE;
    }
}
