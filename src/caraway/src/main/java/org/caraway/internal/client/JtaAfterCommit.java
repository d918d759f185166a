package org.caraway.internal.client;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@link AfterCommit} by the server's transactions: one synchronization for each, whatever the number of actions. */
public final class JtaAfterCommit implements AfterCommit {

    private final TransactionSynchronizationRegistry transactions;

    /** Asks this registry for the thread's transaction. */
    public JtaAfterCommit(TransactionSynchronizationRegistry transactions) {
        this.transactions = transactions;
    }

    @Override
    public void run(Runnable action) {
        switch (transactions.getTransactionStatus()) {
            case Status.STATUS_NO_TRANSACTION, Status.STATUS_COMMITTED, Status.STATUS_ROLLEDBACK -> action.run();
            case Status.STATUS_MARKED_ROLLBACK, Status.STATUS_ROLLING_BACK -> {}
            default -> actions().add(action);
        }
    }

    @Override
    public @Nullable Object transaction() {
        return switch (transactions.getTransactionStatus()) {
            case Status.STATUS_NO_TRANSACTION, Status.STATUS_COMMITTED, Status.STATUS_ROLLEDBACK -> null;
            default -> transactions.getTransactionKey();
        };
    }

    private Actions actions() {
        if (transactions.getResource(this) instanceof Actions known) {
            return known;
        }
        Actions actions = new Actions();
        transactions.registerInterposedSynchronization(actions);
        transactions.putResource(this, actions);
        return actions;
    }

    /** The actions of one transaction; a transaction is on one thread at a time. */
    private static final class Actions implements Synchronization {

        private final Map<Object, Runnable> pending = new LinkedHashMap<>();

        void add(Runnable action) {
            if (action instanceof Merging merging) {
                pending.merge(merging.subject(), merging, (former, latter) -> ((Merging) former)
                        .mergedWith((Merging) latter));
            } else {
                pending.put(action, action);
            }
        }

        @Override
        public void beforeCompletion() {
            // nothing to write
        }

        @Override
        public void afterCompletion(int status) {
            if (status == Status.STATUS_COMMITTED) {
                pending.values().forEach(Runnable::run);
            }
        }
    }
}
