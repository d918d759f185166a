package org.caraway.internal.engine.claim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.caraway.internal.store.signal.QueueSignals.Ready;

/**
 * What the claim loop knows of one queue: when to look at it, and which tasks have come since the last look. Hints come from any thread;
 * the rest is confined to the loop.
 *
 * <p>After a look that has left nothing behind, what comes from this JVM, a few tasks at a time, can be claimed by id, by one small statement
 * where a look is three large ones. Whatever else may have come asks for a look. While something is left behind, which other lines' tasks or other
 * workers' locks may be the reason of, ids know too little, and whoever wakes the loop gets a look.
 */
final class KnownDueTasks {

    private static final int READY_CAP = 64;

    private final BlockingQueue<Ready> ready = new LinkedBlockingQueue<>(READY_CAP);
    private volatile boolean scanRequested = true;
    private long nextScanNanos = System.nanoTime();
    private boolean drained;

    /** Something may be due that nobody can name. */
    void requestScan() {
        scanRequested = true;
    }

    /** These may be due. */
    void ready(List<Ready> tasks) {
        for (Ready task : tasks) {
            if (!ready.offer(task)) {
                scanRequested = true;
                return;
            }
        }
    }

    /** Whether to look at the whole queue, now that the loop is awake. */
    boolean scanWanted() {
        return !drained || scanDue();
    }

    private boolean scanDue() {
        return scanRequested || System.nanoTime() - nextScanNanos >= 0;
    }

    /** The tasks that have come since the last look, of which nobody is told again. */
    List<Ready> taken() {
        List<Ready> taken = new ArrayList<>();
        ready.drainTo(taken);
        return taken;
    }

    /** A look begins that will see all of which was told so far. It is due again at once if {@link #scanned} does not follow. */
    void scan() {
        nextScanNanos = System.nanoTime();
        scanRequested = false;
        drained = false;
        ready.clear();
    }

    /**
     * The look is over.
     *
     * @param all whether it has left nothing behind that could have been claimed
     * @param pause how long nothing more will be due, as far as is known
     */
    void scanned(boolean all, Duration pause) {
        drained = all;
        nextScanNanos = System.nanoTime() + pause.toNanos();
    }

    /** Until the next look, as far as is known now and if nobody wakes the loop. */
    Duration untilScan() {
        return scanDue() ? Duration.ZERO : Duration.ofNanos(Math.max(0, nextScanNanos - System.nanoTime()));
    }
}
