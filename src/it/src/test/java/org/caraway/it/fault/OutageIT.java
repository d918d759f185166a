package org.caraway.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.caraway.QueueUnavailableException;
import org.caraway.it.harness.Pause;
import org.junit.jupiter.api.Test;

/**
 * A database that is away for a while, under load: 15 s, or {@code -Doutage.seconds=60}. The figures stand in the
 * output.
 */
class OutageIT {

    private static final Duration OUTAGE = Duration.ofSeconds(Long.getLong("outage.seconds", 15));
    private static final Duration WINDOW = Duration.ofSeconds(2);
    private static final Duration BACK = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final long HEAP_MARGIN = 64L << 20;
    private static final String CONFIGURATION = """
            caraway.worker.queues=default:4
            caraway.sleep-parks-from=PT0.1S
            """;
    private static final int TASKS = 1_000;
    private static final int SHOWN = 80;
    private static final String AWAY = "503 " + QueueUnavailableException.class.getName();

    @Test
    void anOutageOfTheDatabaseIsToldToCallersAndSurvivedByServers() throws Exception {
        List<Duration> clocks = List.of(Duration.ZERO, Duration.ZERO);
        try (Cluster cluster = Cluster.start("outage", CONFIGURATION, clocks)) {
            Load load = new Load(cluster, 1, TASKS);
            CompletableFuture<Integer> enqueued = load.start();
            await().atMost(PATIENCE).until(() -> finished(cluster) > TASKS / 2);
            double rateBefore = rate(cluster);
            long heapBefore = cluster.node(0).number("fault/heap");
            List<Long> servers = servers(cluster);

            Map<String, Integer> answers = outage(cluster);
            Duration back = untilFullRate(cluster, rateBefore);
            load.end();
            enqueued.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            awaitTheEnd(cluster);

            long growth = cluster.node(0).number("fault/heap") - heapBefore;
            System.out.println("outage: " + OUTAGE + ", answers " + answers + ", rate before " + rateBefore
                    + "/s, full rate again after " + back + ", heap grew by " + growth / 1024 + " KiB");
            assertThat(answers).containsOnlyKeys(AWAY);
            assertThat(back).isLessThan(BACK);
            assertThat(servers(cluster)).as("processes").isEqualTo(servers);
            assertThat(growth).as("growth of the heap").isLessThan(HEAP_MARGIN);
            assertThat(check(cluster).describe()).isEmpty();
        }
    }

    /** The responses to callers during the database outage, with counts. */
    private static Map<String, Integer> outage(Cluster cluster) throws InterruptedException {
        Map<String, Integer> answers = new TreeMap<>();
        cluster.database().crash();
        long end = System.nanoTime() + OUTAGE.toNanos();
        while (System.nanoTime() < end) {
            for (int node = 0; node < cluster.size(); node++) {
                answers.merge(answer(cluster.node(node)), 1, Integer::sum);
            }
            Pause.of(Duration.ofMillis(250));
        }
        cluster.database().recover();
        return answers;
    }

    private static String answer(Node node) {
        try {
            return node.enqueue("fault.plain", 1, 1, Duration.ZERO, Node.REQUEST_CAP)
                            .size() + " tasks";
        } catch (IOException refused) {
            String message = String.valueOf(refused.getMessage());
            return message.substring(0, Math.min(SHOWN, message.length()));
        }
    }

    /** Full is 80 % of what it was: the load is of many kinds, and a window is short. */
    private static Duration untilFullRate(Cluster cluster, double before) throws Exception {
        long begin = System.nanoTime();
        double rate = 0;
        while (rate < 0.8 * before) {
            Duration passed = Duration.ofNanos(System.nanoTime() - begin);
            assertThat(passed).as("rate " + rate + "/s, was " + before + "/s").isLessThan(PATIENCE);
            rate = rate(cluster);
        }
        return Duration.ofNanos(System.nanoTime() - begin).minus(WINDOW);
    }

    private static double rate(Cluster cluster) throws Exception {
        long before = finished(cluster);
        Pause.of(WINDOW);
        return (finished(cluster) - before) / (double) WINDOW.toSeconds();
    }

    private static long finished(Cluster cluster) throws SQLException {
        return cluster.count("SELECT COUNT(*) FROM caraway_finished");
    }

    private static List<Long> servers(Cluster cluster) {
        return List.of(
                cluster.node(0).process().pid(), cluster.node(1).process().pid());
    }

    private static void awaitTheEnd(Cluster cluster) {
        await("everything is done")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> cluster.count("SELECT COUNT(*) FROM caraway_active") == 0);
    }

    private static Invariants check(Cluster cluster) throws SQLException {
        try (Connection connection = cluster.connect()) {
            return Invariants.check(connection);
        }
    }
}
