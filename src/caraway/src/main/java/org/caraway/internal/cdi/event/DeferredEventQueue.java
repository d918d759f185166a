package org.caraway.internal.cdi.event;

import static java.lang.System.Logger.Level.WARNING;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Fires events on a managed thread, one after another, for those who must not wait for observers: the loops that watch
 * time limits, leases and lost workers. Thread-safe.
 *
 * <p>At most 10,000 events wait; further events are dropped, counted and logged, because a lost worker's many tasks
 * must not fill the heap when an observer is slow. No thread is held while there is nothing to fire.
 */
final class DeferredEventQueue {

    private static final System.Logger LOG = System.getLogger(DeferredEventQueue.class.getName());
    private static final int CAP = 10_000;

    private final Executor executor;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicBoolean draining = new AtomicBoolean();
    private final AtomicLong dropped = new AtomicLong();

    DeferredEventQueue(Executor executor) {
        this.executor = executor;
    }

    void add(Runnable firing) {
        if (size.incrementAndGet() > CAP) {
            size.decrementAndGet();
            reportDropped("observers are too slow");
            return;
        }
        waiting.add(firing);
        drainIfNeeded();
    }

    private void drainIfNeeded() {
        if (waiting.isEmpty() || !draining.compareAndSet(false, true)) {
            return;
        }
        try {
            executor.execute(this::drain);
        } catch (RejectedExecutionException refused) {
            draining.set(false);
            reportDropped("the executor refused a thread, which is asked for again at the next event");
        }
    }

    /** Drains again after the release of the flag: otherwise an event added just before would wait for the next one. */
    private void drain() {
        try {
            for (Runnable firing = waiting.poll(); firing != null; firing = waiting.poll()) {
                size.decrementAndGet();
                firing.run();
            }
        } finally {
            draining.set(false);
            drainIfNeeded();
        }
    }

    /** The first, and then each thousandth. */
    private void reportDropped(String why) {
        long count = dropped.getAndIncrement();
        if (count % 1_000 == 0) {
            LOG.log(WARNING, () -> (count + 1) + " events were dropped or are late so far: " + why);
        }
    }
}
