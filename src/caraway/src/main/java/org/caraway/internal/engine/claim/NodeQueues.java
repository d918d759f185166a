package org.caraway.internal.engine.claim;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.caraway.CallOptions;
import org.caraway.internal.store.claim.NodeTasks;
import org.jspecify.annotations.Nullable;

/**
 * The queues that are for this worker and its node only: one prefetch queue with one slot for both, and one scan of
 * both. Confined to the claim loop, but for {@link #requestScan}, which any thread may call.
 *
 * <p>Such tasks are rare. So the claim loop, which other queues may wake a hundred times a second, asks for them once
 * in a poll interval only, or when it was notified of one, or has just found one. If what is due cannot be claimed (it
 * is paused, say), it is tried again with the next scan.
 */
public final class NodeQueues {

    private final Set<String> queues;
    private final PrefetchQueue queue;
    private final Duration pollInterval;
    private final NodeTasks tasks;
    private volatile boolean scanRequested = true;
    private long nextScanNanos = System.nanoTime();

    public NodeQueues(String node, String workerId, Duration pollInterval, NodeTasks tasks) {
        String ofNode = CallOptions.queueOfNode(node);
        this.queues = Set.of(ofNode, CallOptions.queueOfWorker(workerId));
        this.queue = new PrefetchQueue(ofNode, 1);
        this.pollInterval = pollInterval;
        this.tasks = tasks;
    }

    public Set<String> queues() {
        return queues;
    }

    public PrefetchQueue queue() {
        return queue;
    }

    /** There may be a task in this queue, null for any; returns whether that is one of these. */
    boolean requestScan(@Nullable String queue) {
        boolean ours = queue == null || queues.contains(queue);
        if (ours) {
            scanRequested = true;
        }
        return ours;
    }

    /** The queues that have a due task; none if no scan is due. */
    Set<String> due(Set<String> names) {
        if (!untilNextScan().isZero()) {
            return Set.of();
        }
        scanRequested = false; // before the scan: a request during it is not lost
        Map<String, Duration> next = tasks.untilNextDue(queues, names);
        Duration pause = pollInterval;
        for (Duration until : next.values()) {
            if (isLater(until) && until.compareTo(pause) < 0) {
                pause = until;
            }
        }
        nextScanNanos = System.nanoTime() + pause.toNanos();
        next.values().removeIf(NodeQueues::isLater);
        return Set.copyOf(next.keySet());
    }

    private static boolean isLater(Duration until) {
        return !until.isNegative() && !until.isZero();
    }

    /** Zero for at once. */
    Duration untilNextScan() {
        long nanos = nextScanNanos - System.nanoTime();
        return scanRequested || nanos <= 0 ? Duration.ZERO : Duration.ofNanos(nanos);
    }
}
