package org.caraway.internal.engine.attempt;

import static java.lang.System.Logger.Level.WARNING;

import java.util.List;
import org.caraway.internal.engine.leak.LeakKind;
import org.caraway.internal.engine.leak.LeakLog;
import org.caraway.internal.registry.TaskDefinition;

/**
 * Runs attempts so that each leaves its thread as it found it. Thread-safe.
 *
 * <p>A slot is a thread that runs one task after another. What the application's code leaves there, be it the method, a
 * propagator or a bean that is destroyed with the attempt, the next task would inherit: it would write into a
 * transaction that is not its own, or act for another's tenant. So this is the outermost layer. When the last of that
 * code has run, the thread is compared with what it was, and put back.
 */
public final class LeakGuard {

    private static final System.Logger LOG = System.getLogger(LeakGuard.class.getName());

    private final AttemptRunner attempts;
    private final TaskTransaction transaction;
    private final LeakLog leaks = new LeakLog(System::nanoTime);

    public LeakGuard(AttemptRunner attempts, TaskTransaction transaction) {
        this.attempts = attempts;
        this.transaction = transaction;
    }

    /** Runs the attempt on the current thread, as {@link AttemptRunner#run} does. */
    public void run(RunningAttempt attempt, TaskDefinition definition) {
        try {
            attempts.run(attempt, definition);
        } finally {
            cleanUp(attempt);
        }
    }

    /**
     * A rollback bears no interrupt, needs the application's class loader, and may call its code, so the thread is put
     * back before and after it. Variables come last: a transaction manager may keep its own in some.
     */
    private void cleanUp(RunningAttempt attempt) {
        List<LeakKind> leftovers = attempt.leaks();
        try {
            attempt.restoreThread();
            if (transaction.rollbackLeftOver()) {
                leftovers.add(LeakKind.TRANSACTION);
                attempt.restoreThread();
            }
            attempt.removeVariables();
        } catch (RuntimeException failure) {
            LOG.log(WARNING, () -> "The thread could not be cleaned after " + attempt, failure);
        }
        leaks.report(attempt.facts(), leftovers);
    }
}
