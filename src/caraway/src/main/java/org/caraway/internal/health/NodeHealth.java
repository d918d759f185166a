package org.caraway.internal.health;

import static java.util.stream.Collectors.joining;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.caraway.internal.engine.WorkerHealth;
import org.jspecify.annotations.Nullable;

/**
 * The health of this node. Thread-safe.
 *
 * <p>It is <em>ready</em> while it can do its work: the database answers, and its worker, if it is to have one, has
 * started and holds its lease. It is <em>live</em> as long as a restart would not help. A restart does not help an
 * unavailable database, so that does not affect liveness. Hanging threads in every slot of the worker do: a JVM cannot
 * end them, but a new process has new threads.
 */
public final class NodeHealth {

    private static final int NAMES = 10;

    private final DatabaseProbe database;
    private final Supplier<Phase> phase;
    private final @Nullable Supplier<WorkerHealth> worker;
    private final Supplier<Optional<List<String>>> lateSchedules;

    /** The phases of the node from its start to its stop. */
    public enum Phase {
        /** The application is starting. */
        STARTING,
        /** The application runs. */
        RUNNING,
        /** The application is stopping. */
        STOPPING
    }

    /**
     * The health of a node.
     *
     * @param livingWorkers queries the database in one round trip; throws if it does not answer
     * @param worker the health of its worker, null if this process runs no tasks
     * @param lateSchedules the schedules that do not run, absent if that is unknown; not asked without a worker
     */
    public NodeHealth(
            LongSupplier livingWorkers,
            Supplier<Phase> phase,
            @Nullable Supplier<WorkerHealth> worker,
            Supplier<Optional<List<String>>> lateSchedules) {
        this.database = new DatabaseProbe(livingWorkers, System::nanoTime);
        this.phase = phase;
        this.worker = worker;
        this.lateSchedules = lateSchedules;
    }

    /** Whether the node can work now. Queries the database at most once a second. */
    public HealthReport readiness() {
        DatabaseProbe.ProbeResult answer = database.probe();
        Map<String, String> data = new LinkedHashMap<>();
        data.put("database", answer.answers() ? "up" : "down");
        if (answer.answers()) {
            data.put("workers", Long.toString(answer.workers()));
        }
        boolean serves = worker == null || workerHealth(worker.get(), data);
        if (worker != null) {
            scheduleHealth(data);
        }
        Phase now = phase.get();
        if (now != Phase.RUNNING) {
            data.put("node", now == Phase.STARTING ? "starting" : "stopping");
        }
        return new HealthReport(answer.answers() && serves && now == Phase.RUNNING, data);
    }

    /** Never a reason to be unready: no other node would run the schedule sooner because this one gets no requests. */
    private void scheduleHealth(Map<String, String> data) {
        Optional<List<String>> late = lateSchedules.get();
        data.put(
                "lateSchedules",
                late.map(names -> Integer.toString(names.size())).orElse("unknown"));
        late.filter(names -> !names.isEmpty())
                .ifPresent(names -> data.put(
                        "lateScheduleNames", names.stream().limit(NAMES).collect(joining(", "))));
    }

    private static boolean workerHealth(WorkerHealth health, Map<String, String> data) {
        data.put("lease", health.stopped() ? "given back" : health.leaseHeld() ? "held" : "lost");
        data.put("stuckThreads", Integer.toString(health.stuckThreads()));
        data.put("unclaimableNames", Integer.toString(health.unclaimableNames()));
        if (!health.stopped() && !health.waitingLoops().isEmpty()) {
            data.put("reason", "the executor has too few threads; waiting: " + health.waitingLoops());
            return false;
        }
        if (health.keepsCompletions()) {
            data.put("completions", "kept, the database does not accept them");
            return health.stopped();
        }
        return health.stopped() || health.leaseHeld(); // an operator who stops a worker does not stop the node
    }

    /** Whether a restart would not help. Does not use the database. */
    public HealthReport liveness() {
        if (worker == null) {
            return new HealthReport(true, Map.of());
        }
        WorkerHealth health = worker.get();
        Map<String, String> data = new LinkedHashMap<>();
        data.put("stuckThreads", Integer.toString(health.stuckThreads()));
        if (health.hung()) {
            data.put("reason", "threads are stuck in all slots; only a restart gives them back");
        }
        return new HealthReport(!health.hung(), data);
    }
}
