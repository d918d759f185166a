package org.caraway.internal.engine;

import jakarta.transaction.Status;
import jakarta.transaction.UserTransaction;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;

/** Transactions that are only counted, one for each thread as in JTA. Thread-safe. */
final class ThreadTransactions implements UserTransaction {

    private final ConcurrentMap<Thread, Integer> status = new ConcurrentHashMap<>();

    private final Queue<String> journal = new ConcurrentLinkedQueue<>();

    /** What was done. */
    Queue<String> journal() {
        return journal;
    }

    @Override
    public void begin() {
        if (getStatus() != Status.STATUS_NO_TRANSACTION) {
            throw new IllegalStateException("the thread has a transaction");
        }
        status.put(Thread.currentThread(), Status.STATUS_ACTIVE);
        journal.add("begin");
    }

    @Override
    public void commit() {
        end("commit");
    }

    @Override
    public void rollback() {
        end("rollback");
    }

    private void end(String how) {
        if (getStatus() == Status.STATUS_NO_TRANSACTION) {
            throw new IllegalStateException("the thread has no transaction");
        }
        status.remove(Thread.currentThread());
        journal.add(how);
    }

    @Override
    public void setRollbackOnly() {
        status.put(Thread.currentThread(), Status.STATUS_MARKED_ROLLBACK);
    }

    @Override
    public int getStatus() {
        return status.getOrDefault(Thread.currentThread(), Status.STATUS_NO_TRANSACTION);
    }

    @Override
    public void setTransactionTimeout(int seconds) {
        throw new IllegalStateException("not needed here");
    }
}
