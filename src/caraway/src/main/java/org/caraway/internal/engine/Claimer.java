package org.caraway.internal.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.caraway.internal.store.ClaimedTask;
import org.caraway.internal.store.QueueSignals;
import org.caraway.internal.store.TaskStore;
import org.jspecify.annotations.Nullable;

/**
 * Claims due tasks for the lanes that have room. Thread-safe; the claiming itself is confined to one loop.
 *
 * <p>It looks again when a task is committed in this JVM, when a lane has room again, when the next delayed task is due, and
 * at the latest after the poll interval, because other nodes and SQL clients enqueue too. A wake-up is only a hint: a lost one
 * costs a poll interval, never a task.
 *
 * <p>If the process dies between the claim's commit and the hand-over to the lane, the tasks are STARTED under this worker's
 * lease, and are rescued when that is over. If only the answer is lost, they are given back by the {@link Reconciler}.
 */
final class Claimer implements QueueSignals.Listener, BackgroundJob {

    private final String workerId;
    private final TaskStore store;
    private final Set<String> names;
    private final Map<String, Lane> lanes;
    private final Duration pollInterval;
    private final Holdings holdings;
    private final Reconciler reconciler;
    private final Loop loop = new Loop("claim", Duration.ZERO, this::claim);

    Claimer(
            String workerId,
            TaskStore store,
            Set<String> names,
            Map<String, Lane> lanes,
            Duration pollInterval,
            Holdings holdings) {
        this.workerId = workerId;
        this.store = store;
        this.names = names;
        this.lanes = lanes;
        this.pollInterval = pollInterval;
        this.holdings = holdings;
        reconciler = new Reconciler(workerId, store, holdings);
    }

    void start(Executor executor) {
        loop.start(executor);
    }

    @Override
    public void tellStop() {
        loop.stop();
    }

    /** Claims nothing any more once it returns true. */
    @Override
    public boolean awaitEnd(Duration timeout) throws InterruptedException {
        return loop.awaitEnd(timeout);
    }

    /** A lane has room again. */
    void wake() {
        loop.wake();
    }

    /** The database may believe that this worker holds more than it does; see {@link Reconciler}. */
    void doubt() {
        reconciler.doubt();
        loop.wake();
    }

    void leaseRenewed() {
        if (reconciler.renewed()) {
            loop.wake();
        }
    }

    @Override
    public void due(String queue, Duration delay) {
        if (lanes.containsKey(queue)) {
            loop.wake(); // a delayed one too: the loop asks how long until it is due
        }
    }

    @Override
    public void dueElsewhere(@Nullable String queue) {
        if (queue == null || lanes.containsKey(queue)) {
            loop.wake();
        }
    }

    private Duration claim() {
        reconciler.reconcileIfDue();
        Duration pause = pollInterval;
        for (Lane lane : lanes.values()) {
            Duration lanePause = fill(lane);
            pause = lanePause.compareTo(pause) < 0 ? lanePause : pause;
        }
        return pause;
    }

    /** Returns how long this lane has nothing to claim, as far as can be known. */
    private Duration fill(Lane lane) {
        int demand = lane.demand();
        if (demand == 0 || names.isEmpty()) {
            return pollInterval; // a runner wakes the loop when there is room
        }
        List<ClaimedTask> tasks = claimed(lane, demand);
        holdings.hold(tasks);
        lane.add(tasks);
        if (tasks.size() == demand) {
            return Duration.ZERO;
        }
        // due, but not claimed: another worker holds the lock and will take it, or poll again
        return store.untilNextDue(lane.queue(), names)
                .map(due -> due.isNegative() || due.isZero() ? Duration.ofMillis(50) : due)
                .orElse(pollInterval);
    }

    private List<ClaimedTask> claimed(Lane lane, int demand) {
        boolean answered = false;
        try {
            List<ClaimedTask> tasks = store.claim(workerId, lane.queue(), names, demand);
            answered = true;
            return tasks;
        } finally {
            if (!answered) {
                reconciler.doubt();
            }
        }
    }
}
