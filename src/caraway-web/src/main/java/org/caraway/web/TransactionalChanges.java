package org.caraway.web;

import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;
import org.caraway.QueueUnavailableException;
import org.caraway.web.internal.operate.AtomicChanges;

/** Runs changes in a JTA transaction of their own. Thread-safe. */
record TransactionalChanges(UserTransaction transaction) implements AtomicChanges {

    @Override
    public void run(Runnable changes) {
        try {
            transaction.begin();
            boolean done = false;
            try {
                changes.run();
                done = true;
            } finally {
                if (!done) {
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
