package org.caraway.internal.engine.slot;

import static java.lang.System.Logger.Level.WARNING;

import jakarta.enterprise.concurrent.ManagedTask;
import jakarta.enterprise.concurrent.ManagedTaskListener;
import java.time.Duration;
import java.util.Map;
import org.caraway.internal.engine.attempt.DatabaseWork;
import org.caraway.internal.engine.attempt.RunningAttempt;
import org.jspecify.annotations.Nullable;

/**
 * Ends what a fenced attempt still does in the database: an interrupt does not reach a thread that waits for an answer.
 * Confined to one thread, of the server's, because the database is spoken to.
 *
 * <p>First the statement is cancelled, twice, for the first time may hit the gap between two statements. A method that
 * heeds the exception ends, its transaction is rolled back, and its connection goes back to the pool as good as ever.
 * One that does not, or that is busy with something else while its transaction holds locks, has its connection cut off.
 *
 * <p>The driver's own cancel request is used instead of {@code pg_cancel_backend}: that needs the session's number, by
 * a round trip in each attempt, and a connection of the pool just when all may be taken. The soft limit cancels
 * nothing, because the task is to clean up, and an aborted transaction could not.
 */
final class StatementCanceller implements Runnable, ManagedTask {

    private static final System.Logger LOG = System.getLogger(StatementCanceller.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int TRIES = 2;

    private final RunningAttempt attempt;
    private final DatabaseWork work;

    StatementCanceller(RunningAttempt attempt) {
        this.attempt = attempt;
        work = attempt.databaseWork();
    }

    @Override
    public void run() {
        try {
            for (int i = 0; i < TRIES; i++) {
                work.cancel();
                if (work.awaitFinish(PATIENCE)) {
                    return;
                }
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        LOG.log(
                WARNING,
                () -> attempt
                        + " still has its transaction after its statement was cancelled; its connection is cut off,"
                        + " so that its locks are free");
        work.abort();
    }

    @Override
    public Map<String, String> getExecutionProperties() {
        return Map.of(
                ManagedTask.IDENTITY_NAME,
                "caraway/cancel-statement " + attempt.task().name());
    }

    @Override
    public @Nullable ManagedTaskListener getManagedTaskListener() {
        return null;
    }
}
