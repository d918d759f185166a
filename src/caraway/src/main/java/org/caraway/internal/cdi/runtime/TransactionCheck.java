package org.caraway.internal.cdi.runtime;

import static java.lang.System.Logger.Level.WARNING;

import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;
import java.util.UUID;
import org.caraway.CarawayException;
import org.caraway.internal.cdi.config.ConfigurationKey;
import org.caraway.internal.store.worker.TransactionProbe;

/**
 * Checks at start that the data source takes part in the server's transactions: writes a row and rolls back, writes
 * another and commits, and looks what is there. Immutable.
 *
 * <p>Nothing else would show it. Without transactions a task is enqueued although its caller rolls back, and runs
 * although its business data do not exist; and the completion of a {@code @Transactional} attempt is stored apart from
 * what the method has written, so that this may be written twice.
 */
record TransactionCheck(UserTransaction transaction, TransactionProbe probe) {

    private static final System.Logger LOG = System.getLogger(TransactionCheck.class.getName());

    /**
     * Checks it, on a thread without a transaction. A check that fails, for instance because the database is read-only
     * for the moment, is logged and says nothing.
     *
     * @throws CarawayException if the data source does not take part in transactions, with the fix
     */
    void check(String dataSource) {
        boolean afterRollback;
        boolean afterCommit;
        try {
            afterRollback = leavesRow(UserTransaction::rollback);
            afterCommit = leavesRow(UserTransaction::commit);
        } catch (CarawayException
                | NotSupportedException
                | SystemException
                | RollbackException
                | HeuristicMixedException
                | HeuristicRollbackException failure) {
            LOG.log(
                    WARNING,
                    () -> "Whether the data source " + dataSource + " takes part in transactions was not found out",
                    failure);
            return;
        }
        if (afterRollback) {
            throw refused(dataSource, "what was written in a transaction is still there after its rollback");
        }
        if (!afterCommit) {
            throw refused(dataSource, "what was written in a transaction is not there after its commit");
        }
    }

    private boolean leavesRow(End end)
            throws NotSupportedException, SystemException, RollbackException, HeuristicMixedException,
                    HeuristicRollbackException {
        UUID id = UUID.randomUUID();
        transaction.begin();
        boolean written = false;
        try {
            probe.write(id);
            written = true;
        } finally {
            if (!written) {
                transaction.rollback();
            }
        }
        end.of(transaction);
        return probe.remove(id);
    }

    /** How a transaction ends. */
    @FunctionalInterface
    private interface End {

        void of(UserTransaction transaction)
                throws SystemException, RollbackException, HeuristicMixedException, HeuristicRollbackException;
    }

    private static CarawayException refused(String dataSource, String finding) {
        return new CarawayException("The data source " + dataSource + " takes no part in the server's transactions: "
                + finding
                + ", so tasks would exist without their business data, and run twice. Make it a JTA data source"
                + " (Payara: no nontransactionalconnections; WildFly: jta=true; Open Liberty: transactional=true), or set "
                + ConfigurationKey.DATASOURCE.key() + " to one");
    }
}
