package org.caraway.internal.engine.attempt;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.caraway.internal.store.model.HeldConnection;

/**
 * What the method of a transactional attempt has under way in the database, so that another thread can break it off.
 * Thread-safe.
 *
 * <p>The connection is the attempt's until its method has returned: after the rollback that follows, its pool gives it
 * to somebody else. So whoever breaks off has the permit meanwhile, and the attempt's own thread waits for that, then
 * takes the connection out. A permit and no lock, because it is held while the database is spoken to.
 */
public final class DatabaseWork {

    /** Longer than the driver takes at most, by its defaults, to ask for a cancellation. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Semaphore permit = new Semaphore(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile HeldConnection connection = HeldConnection.NONE;
    private volatile boolean aborted;

    /** The method is about to begin, in a transaction that has this connection. */
    void begin(HeldConnection held) {
        connection = held;
    }

    /**
     * The method has returned: nobody touches the connection any more. On the attempt's thread, before its transaction
     * ends.
     */
    void finish() {
        if (!underway()) {
            return;
        }
        boolean mine = acquireUninterruptibly();
        if (aborted) {
            connection.reportBroken();
        }
        connection = HeldConnection.NONE;
        over.countDown();
        if (mine) {
            permit.release();
        }
    }

    private boolean acquireUninterruptibly() {
        boolean interrupted = false;
        long endNanos = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (true) {
                try {
                    return permit.tryAcquire(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException again) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whether there is something that could be broken off. */
    public boolean underway() {
        return connection != HeldConnection.NONE;
    }

    /** Waits for the method's return, and tells whether it came. */
    public boolean awaitFinish(Duration timeout) throws InterruptedException {
        return !underway() || over.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Requests that the database cancel the method's statement. */
    public void cancel() {
        if (permit.tryAcquire()) {
            try {
                connection.cancel();
            } finally {
                permit.release();
            }
        }
    }

    /** Cuts the method off from the database. */
    public void abort() {
        if (permit.tryAcquire()) {
            try {
                aborted = true;
                connection.abort();
            } finally {
                permit.release();
            }
        }
    }
}
