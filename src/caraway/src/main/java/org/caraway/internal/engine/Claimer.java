package org.caraway.internal.engine;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.caraway.internal.lifecycle.RateLimit;
import org.caraway.internal.observation.EndedNews;
import org.caraway.internal.store.ClaimRequest;
import org.caraway.internal.store.ClaimedTask;
import org.caraway.internal.store.LookBehind;
import org.caraway.internal.store.QueueSignals;
import org.caraway.internal.store.TaskStore;
import org.jspecify.annotations.Nullable;

/**
 * Claims due tasks for the lanes that have room. Thread-safe; the claiming itself is confined to one loop, beside which another looks for
 * what it has passed by where that takes long.
 *
 * <p>It looks again when a task is committed in this JVM, when a lane has room again, when the next delayed task is due, and
 * at the latest after the poll interval, because other nodes and SQL clients enqueue too. A wake-up is only a hint: a lost one
 * costs a poll interval, never a task.
 *
 * <p>If the process dies between the claim's commit and the hand-over to the lane, the tasks are STARTED under this worker's
 * lease, and are rescued when that is over. If only the answer is lost, they are given back by the {@link Reconciler}.
 */
final class Claimer implements QueueSignals.Listener, BackgroundJob {

    /** Due, but not claimed: another worker holds the lock and will take it, or poll again. */
    private static final Duration RACE_LOST = Duration.ofMillis(50);

    private static final Duration BEHIND_LOOK = Duration.ofSeconds(1);
    private static final Duration HELD_BACK_LEAST = Duration.ofMillis(25);
    private static final Duration HELD_BACK_MOST = Duration.ofMillis(500);

    private final String workerId;
    private final TaskStore store;
    private final ControlWatch controls;
    private final int lowPriorityShare;
    private final Map<String, ClaimTurns> turns = new HashMap<>(); // confined to the loop
    private final Map<String, Lane> lanes;
    private final PinnedQueues pinned;
    private final Duration pollInterval;
    private final Holdings holdings;
    private final Reconciler reconciler;
    private final Loop loop = new Loop("claim", Duration.ZERO, this::claim);
    private final Loop behind = new Loop("behind", Duration.ZERO, this::lookBehind);

    Claimer(
            String workerId,
            TaskStore store,
            ControlWatch controls,
            Map<String, Lane> lanes,
            PinnedQueues pinned,
            WorkerSettings settings,
            Holdings holdings,
            EndedNews news) {
        this.workerId = workerId;
        this.store = store;
        this.controls = controls;
        this.lanes = lanes;
        this.pinned = pinned;
        this.pollInterval = settings.pollInterval();
        this.lowPriorityShare = settings.lowPriorityShare();
        this.holdings = holdings;
        reconciler = new Reconciler(workerId, store, holdings, news);
    }

    void start(Executor executor) {
        loop.start(executor);
        behind.start(executor);
    }

    @Override
    public void tellStop() {
        loop.stop();
        behind.stop();
    }

    /** Claims nothing any more once it returns true. */
    @Override
    public boolean awaitEnd(Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        return loop.awaitEnd(timeout) && behind.awaitEnd(Duration.ofNanos(end - System.nanoTime()));
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
        if (lanes.containsKey(queue) || pinned.told(queue)) {
            loop.wake(); // a delayed one too: the loop asks how long until it is due
        }
    }

    @Override
    public void dueElsewhere(@Nullable String queue) {
        if (pinned.told(queue) || queue == null || lanes.containsKey(queue)) {
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
        Duration pinnedPause = fillPinned();
        return pinnedPause.compareTo(pause) < 0 ? pinnedPause : pause;
    }

    /** The store decides when it is time, which costs nothing where it is not. */
    private Duration lookBehind() {
        Duration pause = BEHIND_LOOK;
        for (String queue : lanes.keySet()) {
            LookBehind look = store.lookBehind(queue);
            if (look.found()) {
                loop.wake();
            }
            pause = look.next().compareTo(pause) < 0 ? look.next() : pause;
        }
        return pause;
    }

    private Duration fillPinned() {
        Lane lane = pinned.lane();
        Set<String> names = controls.claimable().names();
        if (lane.demand() == 0 || names.isEmpty()) {
            return pollInterval;
        }
        for (String queue : pinned.due(store, names)) {
            int demand = lane.demand();
            boolean wanted = demand > 0 && !controls.queue(queue).paused();
            if (wanted && take(requestFor(queue, lane, demand, true), lane) > 0) {
                pinned.told(queue); // there may be more
            }
        }
        return lane.demand() == 0 ? pollInterval : pinned.untilNextLook();
    }

    /** Returns how long this lane has nothing to claim, as far as can be known. */
    private Duration fill(Lane lane) {
        int demand = lane.demand();
        if (demand == 0
                || controls.claimable().names().isEmpty()
                || controls.queue(lane.queue()).paused()) {
            return pollInterval; // a runner wakes the loop when there is room
        }
        ClaimRequest request = requestFor(lane.queue(), lane, demand, false);
        return take(request, lane) == request.limit() ? Duration.ZERO : pauseAfter(request);
    }

    private ClaimRequest requestFor(String queue, Lane lane, int demand, boolean thorough) {
        ControlWatch.Claimable claimable = controls.claimable();
        ClaimTurns ofQueue = turnsOf(queue);
        int ofLowest = ofQueue.ofLowest(demand);
        return new ClaimRequest(
                workerId,
                queue,
                claimable.names(),
                ofLowest > 0 ? ofLowest : demand,
                lane.usable(),
                ofLowest > 0,
                ofQueue.last(),
                claimable.limits(),
                controls.queue(queue).maxConcurrent(),
                thorough);
    }

    private ClaimTurns turnsOf(String queue) {
        return turns.computeIfAbsent(queue, name -> new ClaimTurns(lowPriorityShare));
    }

    private int take(ClaimRequest request, Lane lane) {
        List<ClaimedTask> tasks = claimed(request);
        turnsOf(request.queue()).served(request, tasks);
        holdings.hold(tasks);
        lane.add(tasks);
        lane.claimed(tasks.size() == request.limit());
        return tasks.size();
    }

    private Duration pauseAfter(ClaimRequest request) {
        turnsOf(request.queue()).cut(store.cut(request));
        boolean queueLimited = request.queueMost() != null;
        Set<String> free = new HashSet<>(queueLimited ? Set.of() : request.names());
        free.removeAll(request.limits().keySet());
        Set<String> limited = new HashSet<>(request.names());
        limited.removeAll(free);
        Duration ofFree = pauseUntilDue(request.queue(), free, RACE_LOST);
        Duration ofLimited = pauseUntilDue(request.queue(), limited, heldBack(request));
        return ofFree.compareTo(ofLimited) < 0 ? ofFree : ofLimited;
    }

    /** @param overdue how long to wait when a task of these names is due, and yet was not claimed */
    private Duration pauseUntilDue(String queue, Set<String> names, Duration overdue) {
        if (names.isEmpty()) {
            return pollInterval;
        }
        return store.untilNextDue(queue, names)
                .map(due -> due.isNegative() || due.isZero() ? overdue : due)
                .orElse(pollInterval);
    }

    /** How long to wait for the limits to let something through: for the next permit of a rate, or for another worker's task to end. */
    private static Duration heldBack(ClaimRequest request) {
        Duration gap = request.limits().values().stream()
                .flatMap(limits -> limits.rates().stream())
                .map(RateLimit::gap)
                .min(Duration::compareTo)
                .orElse(HELD_BACK_MOST);
        Duration least = gap.compareTo(HELD_BACK_LEAST) > 0 ? gap : HELD_BACK_LEAST;
        return least.compareTo(HELD_BACK_MOST) < 0 ? least : HELD_BACK_MOST;
    }

    private List<ClaimedTask> claimed(ClaimRequest request) {
        boolean answered = false;
        try {
            List<ClaimedTask> tasks = store.claim(request);
            answered = true;
            return tasks;
        } finally {
            if (!answered) {
                reconciler.doubt();
            }
        }
    }
}
