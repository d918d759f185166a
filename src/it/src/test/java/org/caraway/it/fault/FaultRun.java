package org.caraway.it.fault;

import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;
import org.caraway.it.harness.Pause;

/**
 * Runs three servers under load, injects a plan of faults, and checks the invariants. The clock of one server is
 * shifted. Confined to one thread.
 */
final class FaultRun {

    private static final Duration TO_THE_END = Duration.ofMinutes(4);
    private static final int ENQUEUE_MINUTES = 30;

    static final int NODES = 3;

    /** Whatever a fault does to a task, it is tried again without end. */
    private static final String CONFIGURATION = """
            caraway.worker.queues=default:4
            caraway.sleep-parks-from=PT0.1S
            caraway.task."*".retry-for=java.lang.Exception
            caraway.task."*".max-retries=-1
            caraway.task."*".retry-delay=PT0.2S
            caraway.task."*".retry-backoff=1
            caraway.task."*".max-deliveries=1000
            """;

    private final String name;
    private final FaultPlan plan;
    private final int tasks;
    private final int schedules;

    /**
     * A run whose files lie in {@code target/NAME*}.
     *
     * @param tasks how many it enqueues at least; none at all if 0
     * @param schedules how many of one second fire meanwhile
     */
    FaultRun(String name, FaultPlan plan, int tasks, int schedules) {
        this.name = name;
        this.plan = plan;
        this.tasks = tasks;
        this.schedules = schedules;
    }

    /** Executes the run; the servers have stopped when it returns. */
    FaultReport run() throws Exception {
        System.out.println(name + ": seed " + plan.seed() + ", clock of the last node wrong by " + plan.clockShift());
        List<Duration> clocks = List.of(Duration.ZERO, Duration.ZERO, plan.clockShift());
        long begin = System.nanoTime();
        try (Cluster cluster = Cluster.start(name, CONFIGURATION, clocks)) {
            Ticks.begin(cluster, schedules);
            Load load = new Load(cluster, plan.seed(), tasks);
            CompletableFuture<Integer> enqueued = tasks == 0 ? CompletableFuture.completedFuture(0) : load.start();
            strikeAll(cluster);
            load.end();
            enqueued.get(ENQUEUE_MINUTES, TimeUnit.MINUTES);
            Ticks.end(cluster);
            awaitEnd(cluster);
            return report(cluster, Duration.ofNanos(System.nanoTime() - begin));
        }
    }

    private void strikeAll(Cluster cluster) throws Exception {
        int number = 0;
        for (Fault fault : plan.faults()) {
            System.out.println(name + ": " + Instant.now() + " fault " + ++number + ": " + fault);
            fault.strike(cluster);
            Pause.of(fault.calm());
        }
    }

    /** What is left after this time is for the invariants to name. */
    private static void awaitEnd(Cluster cluster) {
        try {
            await().atMost(TO_THE_END)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> cluster.count("SELECT COUNT(*) FROM caraway_active") == 0);
        } catch (ConditionTimeoutException late) {
            System.out.println("There is work left after " + TO_THE_END);
        }
    }

    private FaultReport report(Cluster cluster, Duration duration) throws SQLException {
        try (Connection connection = cluster.connect()) {
            return FaultReport.of(plan, connection, duration);
        }
    }
}
