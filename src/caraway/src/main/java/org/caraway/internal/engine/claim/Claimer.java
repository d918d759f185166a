package org.caraway.internal.engine.claim;

import static java.util.stream.Collectors.toSet;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.caraway.internal.engine.loop.Loop;
import org.caraway.internal.engine.settings.EffectiveSettings;
import org.caraway.internal.lifecycle.RateLimit;
import org.caraway.internal.store.claim.ClaimRequest;
import org.caraway.internal.store.claim.LateTaskScan;
import org.caraway.internal.store.claim.TaskClaims;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.signal.QueueSignals;
import org.caraway.internal.store.signal.QueueSignals.Ready;
import org.jspecify.annotations.Nullable;

/**
 * Claims due tasks for the queues that have room. Thread-safe; the claiming itself is confined to one loop, beside
 * which another scans for late tasks that claims have skipped.
 *
 * <p>It scans again when tasks remain and a queue has room again, when another node has committed a task, when the next
 * delayed task is due, and at the latest after the poll interval, because SQL clients enqueue too. Tasks that are
 * committed in this JVM while all others have been taken are claimed by their ids; see {@link KnownDueTasks}. A hint
 * that is lost costs a poll interval, never a task.
 *
 * <p>If the process dies between the claim's commit and the hand-over to the prefetch queue, the tasks are STARTED
 * under this worker's lease, and are rescued when that is over. If only the answer is lost, the {@link Reconciler}
 * releases them.
 */
public final class Claimer implements QueueSignals.Listener {

    /** Due, but not claimed: another worker holds the lock and will take it, or poll again. */
    private static final Duration RACE_LOST = Duration.ofMillis(50);

    private static final Duration LATE_SCAN_GAP = Duration.ofSeconds(1);
    private static final Duration HELD_BACK_LEAST = Duration.ofMillis(25);
    private static final Duration HELD_BACK_MOST = Duration.ofMillis(500);

    private final ClaimSettings settings;
    private final TaskClaims claims;
    private final EffectiveSettings inForce;
    private final Map<String, PrefetchQueue> queues;
    private final NodeQueues nodeQueues;
    private final InFlightTasks inFlight;
    private final Reconciler reconciler;
    private final Map<String, ClaimTurns> turns = new HashMap<>(); // confined to the loop
    private final Loop loop = new Loop("claim", Duration.ZERO, this::claim);
    private final Loop lateTaskLoop = new Loop("late-scan", Duration.ZERO, this::scanForLateTasks);

    public Claimer(
            ClaimSettings settings,
            TaskClaims claims,
            EffectiveSettings inForce,
            Map<String, PrefetchQueue> queues,
            NodeQueues nodeQueues,
            InFlightTasks inFlight,
            Reconciler reconciler) {
        this.settings = settings;
        this.claims = claims;
        this.inForce = inForce;
        this.queues = queues;
        this.nodeQueues = nodeQueues;
        this.inFlight = inFlight;
        this.reconciler = reconciler;
    }

    /** Claims nothing any more once it has stopped. */
    public Loop loop() {
        return loop;
    }

    /** The loop that scans for late tasks. */
    public Loop lateTaskLoop() {
        return lateTaskLoop;
    }

    /** A queue has room again, or more slots; where limits hold tasks back, another may pass now. */
    public void wake() {
        queues.forEach((queue, prefetch) -> {
            if (isLimited(queue)) {
                prefetch.due().requestScan();
            }
        });
        loop.wake();
    }

    private boolean isLimited(String queue) {
        return inForce.queue(queue).maxConcurrent() != null
                || !inForce.claimable().limits().isEmpty();
    }

    /** Tasks of any queue may have become due. */
    public void scan() {
        queues.values().forEach(prefetch -> prefetch.due().requestScan());
        loop.wake();
    }

    /** The database may believe that this worker holds more than it does; see {@link Reconciler}. */
    public void requestReconciliation() {
        reconciler.requestReconciliation();
        scan();
    }

    public void leaseRenewed() {
        if (reconciler.renewed()) {
            scan(); // for what it releases
        }
    }

    @Override
    public void due(String queue, Duration delay) {
        dueElsewhere(queue); // also a delayed one: the loop asks how long until it is due
    }

    @Override
    public void ready(String queue, List<Ready> tasks) {
        PrefetchQueue prefetch = queues.get(queue);
        if (prefetch != null) {
            prefetch.due().ready(tasks);
        }
        if (nodeQueues.requestScan(queue) || prefetch != null) {
            loop.wake();
        }
    }

    @Override
    public void dueElsewhere(@Nullable String queue) {
        if (queue == null) {
            nodeQueues.requestScan(null);
            scan();
            return;
        }
        PrefetchQueue prefetch = queues.get(queue);
        if (prefetch != null) {
            prefetch.due().requestScan();
        }
        if (nodeQueues.requestScan(queue) || prefetch != null) {
            loop.wake();
        }
    }

    private Duration claim() {
        if (reconciler.reconcileIfDue()) {
            queues.values().forEach(prefetch -> prefetch.due().requestScan());
        }
        Duration pause = settings.pollInterval();
        for (PrefetchQueue prefetch : queues.values()) {
            Duration queuePause = fill(prefetch);
            pause = queuePause.compareTo(pause) < 0 ? queuePause : pause;
        }
        Duration nodePause = fillNodeQueue();
        return nodePause.compareTo(pause) < 0 ? nodePause : pause;
    }

    /** The store decides when it is time, which costs nothing where it is not. */
    private Duration scanForLateTasks() {
        Duration pause = LATE_SCAN_GAP;
        for (String queue : queues.keySet()) {
            if (lateTaskLoop.isStopping()) {
                return pause;
            }
            LateTaskScan scan = claims.scanForLateTasks(queue);
            if (scan.found()) {
                dueElsewhere(queue);
            }
            pause = scan.next().compareTo(pause) < 0 ? scan.next() : pause;
        }
        return pause;
    }

    private Duration fillNodeQueue() {
        PrefetchQueue prefetch = nodeQueues.queue();
        Set<String> names = inForce.claimable().names();
        if (prefetch.demand() == 0 || names.isEmpty()) {
            return settings.pollInterval();
        }
        for (String queue : nodeQueues.due(names)) {
            int demand = prefetch.demand();
            boolean wanted = demand > 0 && !inForce.queue(queue).paused();
            if (wanted && take(requestFor(queue, prefetch, demand, true), prefetch) > 0) {
                nodeQueues.requestScan(queue); // there may be more
            }
        }
        return prefetch.demand() == 0 ? settings.pollInterval() : nodeQueues.untilNextScan();
    }

    /** Returns how long this queue has nothing to claim, as far as is known. */
    private Duration fill(PrefetchQueue prefetch) {
        int demand = prefetch.demand();
        if (demand == 0
                || inForce.claimable().names().isEmpty()
                || inForce.queue(prefetch.queue()).paused()) {
            return settings.pollInterval(); // a runner wakes the loop when there is room
        }
        KnownDueTasks known = prefetch.due();
        boolean scan = prefetch.backlog() || known.scanWanted();
        List<Ready> ready = scan ? List.of() : known.taken();
        if (!scan && ready.isEmpty()) {
            return known.untilScan();
        }
        ClaimRequest request = requestFor(prefetch.queue(), prefetch, demand, false);
        return scan || ready.size() > demand || anyLimited(request, ready)
                ? scan(request, prefetch, known)
                : takeThese(request, ready, prefetch, known);
    }

    private static boolean anyLimited(ClaimRequest request, List<Ready> tasks) {
        return request.queueMost() != null
                || tasks.stream().anyMatch(task -> request.limits().containsKey(task.name()));
    }

    private Duration scan(ClaimRequest request, PrefetchQueue prefetch, KnownDueTasks known) {
        known.scan();
        if (take(request, prefetch) == request.limit()) {
            return Duration.ZERO;
        }
        List<ClaimRequest.FairnessGroup> cut = claims.truncatedGroups(request);
        turnsOf(request.queue()).cut(cut);
        Rest rest = restAfter(request);
        Duration pause = rest.pause().compareTo(settings.pollInterval()) < 0 ? rest.pause() : settings.pollInterval();
        known.scanned(cut.isEmpty() && !rest.overdue(), pause);
        return known.untilScan();
    }

    /**
     * What remains after a scan.
     *
     * @param pause until something may be claimed, as far as is known
     * @param overdue whether something could have been claimed and was not
     */
    private record Rest(Duration pause, boolean overdue) {}

    /** Known tasks that were not claimed, because another session has locked or changed them, make a scan due. */
    private Duration takeThese(ClaimRequest request, List<Ready> ready, PrefetchQueue prefetch, KnownDueTasks known) {
        Set<UUID> ids = ready.stream().map(Ready::id).collect(toSet());
        boolean all = false;
        try {
            List<ClaimedTask> tasks = claimed(() -> claims.claimThese(request, ids));
            handOver(tasks, prefetch);
            all = tasks.size() >= ids.size() && tasks.size() < request.limit();
        } finally {
            if (!all) {
                known.requestScan();
            }
        }
        return known.untilScan();
    }

    private ClaimRequest requestFor(String queue, PrefetchQueue prefetch, int demand, boolean thorough) {
        EffectiveSettings.Claimable claimable = inForce.claimable();
        ClaimTurns ofQueue = turnsOf(queue);
        int ofLowest = ofQueue.ofLowest(demand);
        return new ClaimRequest(
                settings.workerId(),
                queue,
                claimable.names(),
                ofLowest > 0 ? ofLowest : demand,
                prefetch.usable(),
                ofLowest > 0,
                ofQueue.last(),
                claimable.limits(),
                inForce.queue(queue).maxConcurrent(),
                thorough);
    }

    private ClaimTurns turnsOf(String queue) {
        return turns.computeIfAbsent(queue, name -> new ClaimTurns(settings.lowPriorityShare()));
    }

    private int take(ClaimRequest request, PrefetchQueue prefetch) {
        List<ClaimedTask> tasks = claimed(() -> claims.claim(request));
        turnsOf(request.queue()).served(request, tasks);
        handOver(tasks, prefetch);
        prefetch.recordClaim(tasks.size() == request.limit());
        return tasks.size();
    }

    private void handOver(List<ClaimedTask> tasks, PrefetchQueue prefetch) {
        inFlight.hold(tasks);
        prefetch.add(tasks);
    }

    private Rest restAfter(ClaimRequest request) {
        boolean queueLimited = request.queueMost() != null;
        Set<String> free = new HashSet<>(queueLimited ? Set.of() : request.names());
        free.removeAll(request.limits().keySet());
        Set<String> limited = new HashSet<>(request.names());
        limited.removeAll(free);
        Rest ofFree = restOf(request.queue(), free, RACE_LOST);
        Rest ofLimited = restOf(request.queue(), limited, heldBack(request));
        return new Rest(
                ofFree.pause().compareTo(ofLimited.pause()) < 0 ? ofFree.pause() : ofLimited.pause(), ofFree.overdue());
    }

    /** @param overdue how long to wait when a task of these names is due, and yet was not claimed */
    private Rest restOf(String queue, Set<String> names, Duration overdue) {
        if (names.isEmpty()) {
            return new Rest(settings.pollInterval(), false);
        }
        return claims.untilNextDue(queue, names)
                .map(due -> due.isNegative() || due.isZero() ? new Rest(overdue, true) : new Rest(due, false))
                .orElse(new Rest(settings.pollInterval(), false));
    }

    /**
     * How long to wait for the limits to let something through: for the next permit of a rate, or for another worker's
     * task to end.
     */
    private static Duration heldBack(ClaimRequest request) {
        Duration gap = request.limits().values().stream()
                .flatMap(limits -> limits.rates().stream())
                .map(RateLimit::gap)
                .min(Duration::compareTo)
                .orElse(HELD_BACK_MOST);
        Duration least = gap.compareTo(HELD_BACK_LEAST) > 0 ? gap : HELD_BACK_LEAST;
        return least.compareTo(HELD_BACK_MOST) < 0 ? least : HELD_BACK_MOST;
    }

    private List<ClaimedTask> claimed(Supplier<List<ClaimedTask>> claim) {
        boolean answered = false;
        try {
            List<ClaimedTask> tasks = claim.get();
            answered = true;
            return tasks;
        } finally {
            if (!answered) {
                reconciler.requestReconciliation();
            }
        }
    }
}
