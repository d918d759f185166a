package org.caraway.web;

import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;
import org.caraway.QueueUnavailableException;
import org.caraway.web.internal.operate.AtomicChanges;

/** Applies changes in a new JTA transaction. Thread-safe. */
record TransactionalChanges(UserTransaction transaction) implements AtomicChanges {

    @Override
    public void run(Runnable changes) {
        try {
            transaction.begin();
            boolean completed = false;
            try {
                changes.run();
                completed = true;
            } finally {
                if (!completed) {
                    transaction.rollback();
                }
            }
            transaction.commit();
        } catch (NotSupportedException
                | SystemException
                | RollbackException
                | HeuristicMixedException
                | HeuristicRollbackException failed) {
            throw new QueueUnavailableException("The settings were not changed; try again", failed);
        }
    }
}
