package org.caraway.internal.engine.attempt;

import static java.lang.System.Logger.Level.ERROR;

import java.time.Duration;
import org.caraway.TaskError;
import org.caraway.internal.engine.complete.CompletionWriter;
import org.caraway.internal.lifecycle.ErrorText;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.observation.RepeatedLog;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.ClaimedTask;

/**
 * Completes attempts that failed outside of the method and of its outcome, in Caraway itself or in the server.
 * Thread-safe.
 *
 * <p>Released without a count and a wait, such a task would be claimed and lost again as fast as the worker can. So the
 * attempt counts as a delivery and the task waits; after {@code maxDeliveries} it fails. It uses nothing that the
 * ordinary completion could have failed in: no policy, no jitter, no report.
 */
public final class BrokenAttempts {

    private static final System.Logger LOG = System.getLogger(BrokenAttempts.class.getName());
    private static final int DOUBLINGS_CAP = 6;

    private final CompletionWriter completionWriter;
    private final RepeatedLog log = new RepeatedLog(LOG, ERROR);

    public BrokenAttempts(CompletionWriter completionWriter) {
        this.completionWriter = completionWriter;
    }

    /** Hands the completion over. The attempt has no other, and nobody else may complete it. */
    public void complete(ClaimedTask task, int maxDeliveries, Throwable broken) {
        TaskError error = ErrorText.of(broken);
        boolean again = task.deliveries() + 1 < maxDeliveries;
        Duration delay = Duration.ofSeconds(1L << Math.min(task.deliveries(), DOUBLINGS_CAP));
        log.log(
                () -> "Attempt " + task.attempt() + " of task " + task.id() + " (" + task.name()
                        + ") broke off outside of its method; it "
                        + (again
                                ? "counts as a delivery, and the task runs again in " + delay
                                : "was the last delivery"),
                broken);
        Transition next =
                again ? new Transition.Retry(delay, error, Transition.Budget.DELIVERIES) : new Transition.Fail(error);
        completionWriter.add(new AttemptCompletion(task, next, null, null));
    }
}
