package org.caraway.internal.engine.attempt;

import org.caraway.CarawayException;
import org.caraway.Delivery;
import org.caraway.internal.lifecycle.AttemptOutcome;
import org.caraway.internal.payload.LargeResults;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.store.jdbc.Outage;
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
                        && !atMostOnce(definition)
                        && Outage.caused(failed.failure())
                ? new AttemptOutcome.DatabaseLost(failed.failure())
                : outcome;
    }

    /** A task that may be delivered only once does not run again because a commit failed. */
    public static AttemptOutcome notCommitted(TaskDefinition definition, Throwable failure) {
        if (atMostOnce(definition)) {
            return new AttemptOutcome.NonRetryable(failure);
        }
        return Outage.caused(failure)
                ? new AttemptOutcome.DatabaseLost(failure)
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
