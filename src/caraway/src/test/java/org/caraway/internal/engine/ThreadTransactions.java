package org.caraway.internal.engine;

import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.UserTransaction;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Transactions that are only counted, one for each thread as in JTA. Thread-safe. */
public final class ThreadTransactions implements UserTransaction {

    private final ConcurrentMap<Thread, Integer> status = new ConcurrentHashMap<>();

    private final AtomicInteger refusals = new AtomicInteger();
    private final Queue<String> journal = new ConcurrentLinkedQueue<>();

    /** What was done. */
    public Queue<String> journal() {
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

    /** The next commits roll back instead. */
    public void refuseCommits(int count) {
        refusals.set(count);
    }

    @Override
    public void commit() throws RollbackException {
        if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            end("rollback");
            throw new RollbackException("refused");
        }
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
