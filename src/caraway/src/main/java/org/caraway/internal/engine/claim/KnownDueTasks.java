package org.caraway.internal.engine.claim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.caraway.internal.store.signal.QueueSignals.Ready;

/**
 * What the claim loop knows of one queue: when to scan it, and which tasks were announced since the last scan. Hints
 * come from any thread; the rest is confined to the loop.
 *
 * <p>After a scan that left no claimable task, a few tasks that are committed in this JVM can be claimed by id, by one
 * small statement where a scan is three large ones. Any other hint requests a scan. While claimable tasks remain,
 * because of the turns of other fairness groups or the locks of other workers, ids are not enough, and each wake-up
 * scans.
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

    /** Whether to scan the whole queue, now that the loop is awake. */
    boolean scanWanted() {
        return !drained || scanDue();
    }

    private boolean scanDue() {
        return scanRequested || System.nanoTime() - nextScanNanos >= 0;
    }

    /** The tasks that were announced since the last scan; they are handed out once. */
    List<Ready> taken() {
        List<Ready> taken = new ArrayList<>();
        ready.drainTo(taken);
        return taken;
    }

    /**
     * A scan begins that sees all that was announced so far. It is due again at once if {@link #scanned} does not
     * follow.
     */
    void scan() {
        nextScanNanos = System.nanoTime();
        scanRequested = false;
        drained = false;
        ready.clear();
    }

    /**
     * The scan is over.
     *
     * @param all whether it has left nothing behind that could have been claimed
     * @param pause how long nothing more will be due, as far as is known
     */
    void scanned(boolean all, Duration pause) {
        drained = all;
        nextScanNanos = System.nanoTime() + pause.toNanos();
    }

    /** Until the next scan, as far as is known now and if nothing wakes the loop. */
    Duration untilScan() {
        return scanDue() ? Duration.ZERO : Duration.ofNanos(Math.max(0, nextScanNanos - System.nanoTime()));
    }
}
