package org.caraway.internal.engine.attempt;

import static java.lang.System.Logger.Level.WARNING;

import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;
import org.caraway.CarawayException;

/** The transaction of one attempt, on the attempt's own thread. Thread-safe: JTA keeps one for each thread. */
public final class TaskTransaction {

    private static final System.Logger LOG = System.getLogger(TaskTransaction.class.getName());

    private final UserTransaction transaction;

    public TaskTransaction(UserTransaction transaction) {
        this.transaction = transaction;
    }

    public void begin() {
        try {
            transaction.begin();
        } catch (NotSupportedException | SystemException | RuntimeException refused) {
            throw new CarawayException("The transaction of the task could not be begun", refused);
        }
    }

    /**
     * Commits.
     *
     * @throws CarawayException if it did not commit, or nobody knows whether it did
     */
    public void commit() {
        try {
            transaction.commit();
        } catch (RollbackException | HeuristicRollbackException rolledBack) {
            throw new CarawayException("The transaction of the task was rolled back instead of committed", rolledBack);
        } catch (HeuristicMixedException | SystemException | RuntimeException unknown) {
            rollback();
            throw new CarawayException("The commit of the task's transaction failed", unknown);
        }
    }

    /** Whether the thread has a transaction. */
    public boolean underway() {
        return status() != Status.STATUS_NO_TRANSACTION;
    }

    /** Whether the thread's transaction is neither over nor marked for rollback. */
    boolean active() {
        return status() == Status.STATUS_ACTIVE;
    }

    /** Whether the thread's transaction can only be rolled back. */
    public boolean doomed() {
        return status() == Status.STATUS_MARKED_ROLLBACK;
    }

    private int status() {
        try {
            return transaction.getStatus();
        } catch (SystemException failure) {
            throw new CarawayException("The status of the thread's transaction is unknown", failure);
        }
    }

    /** Rolls back whatever transaction the thread has, if it has one. */
    public void rollback() {
        try {
            if (transaction.getStatus() != Status.STATUS_NO_TRANSACTION) {
                transaction.rollback();
            }
        } catch (SystemException | RuntimeException failure) {
            LOG.log(
                    WARNING,
                    () -> "A transaction could not be rolled back; the server ends it at its time-out",
                    failure);
        }
    }

    /** Rolls back a transaction that the task's method began itself and left open; true if there was one. */
    public boolean rollbackLeftOver() {
        try {
            if (transaction.getStatus() == Status.STATUS_NO_TRANSACTION) {
                return false;
            }
        } catch (SystemException failure) {
            LOG.log(WARNING, () -> "The thread's transaction status is unknown; trying to roll back", failure);
        }
        rollback();
        return true;
    }
}
