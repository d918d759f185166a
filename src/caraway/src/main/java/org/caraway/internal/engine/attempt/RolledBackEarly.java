package org.caraway.internal.engine.attempt;

import jakarta.transaction.RollbackException;
import java.time.Duration;
import java.util.Locale;
import org.caraway.CarawayException;
import org.caraway.internal.lifecycle.AttemptOutcome;
import org.caraway.internal.lifecycle.Causes;
import org.caraway.internal.lifecycle.ErrorText;
import org.caraway.internal.store.jdbc.DatabaseFailure;

/**
 * What is said of an attempt whose transaction was doomed before its method had returned. Stateless.
 *
 * <p>JTA does not say why. It may have been the method itself, an interceptor after an exception, or the server because
 * of its own time limit, which applications rarely know of.
 */
final class RolledBackEarly {

    private RolledBackEarly() {}

    /** The outcome with this explanation, where it can be one. */
    static AttemptOutcome explained(AttemptOutcome outcome, Duration ran) {
        if (outcome.commits()) {
            return new AttemptOutcome.NotCommitted(new CarawayException("The transaction of the task was marked for"
                    + " rollback before its method returned. " + hint(ran)));
        }
        return outcome instanceof AttemptOutcome.Failed failed && ofTransaction(failed.failure())
                ? new AttemptOutcome.Failed(failed.failure(), hint(ran))
                : outcome;
    }

    private static String hint(Duration ran) {
        return "It had run for " + ran.toMillis() / 1_000.0 + " s. If the method did not ask for that, the server's own"
                + " time limit for transactions has passed: raise it above the task's timeLimit (Payara:"
                + " transaction-service.timeout-in-seconds; WildFly: default-timeout of the subsystem transactions; Open"
                + " Liberty: totalTranLifetimeTimeout)";
    }

    /** Whether the method may have failed because its transaction was over. */
    private static boolean ofTransaction(Throwable failure) {
        return DatabaseFailure.withoutState(failure)
                || Causes.of(failure).stream()
                        .anyMatch(cause -> cause instanceof RollbackException || speaksOfRollback(cause));
    }

    private static boolean speaksOfRollback(Throwable failure) {
        String text =
                (failure.getClass().getSimpleName() + ' ' + ErrorText.messageOf(failure)).toLowerCase(Locale.ROOT);
        return text.contains("rollback") || text.contains("rolledback") || text.contains("rolled back");
    }
}
