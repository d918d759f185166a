package org.caraway.internal.engine;

import jakarta.transaction.Status;
import jakarta.transaction.UserTransaction;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Transactions of which the database knows nothing. Thread-safe. */
class StatusOnly implements UserTransaction {

    private final Set<Thread> active = ConcurrentHashMap.newKeySet();

    @Override
    public void begin() {
        active.add(Thread.currentThread());
    }

    @Override
    public void commit() {
        active.remove(Thread.currentThread());
    }

    @Override
    public void rollback() {
        active.remove(Thread.currentThread());
    }

    @Override
    public void setRollbackOnly() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int getStatus() {
        return active.contains(Thread.currentThread()) ? Status.STATUS_ACTIVE : Status.STATUS_NO_TRANSACTION;
    }

    @Override
    public void setTransactionTimeout(int seconds) {
        throw new UnsupportedOperationException();
    }
}
