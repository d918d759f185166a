package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.caraway.internal.engine.attempt.AttemptEnvironment;
import org.caraway.internal.engine.slot.SlotRange;
import org.caraway.internal.observation.TaskObservers;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.propagation.ContextPropagation;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.registry.TaskParameter;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.registry.TaskSettings;
import org.caraway.internal.store.JdbcStore;
import org.caraway.internal.store.Schema;
import org.caraway.internal.store.Store;
import org.caraway.internal.store.model.NewTask;
import org.caraway.internal.store.signal.QueueSignals;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a task costs from its claim to its end, where that can be counted instead of timed. The bounds are a little
 * above what was measured: who makes a cost rise finds it here, and raises the bound only on purpose.
 */
class CostOfATaskTest {

    private static final String NAME = "Mail.send";
    private static final String ARGUMENTS = "[\"" + "x".repeat(196) + "\"]";
    private static final int TASKS = 10_000;
    private static final int ROUNDS = 3;
    private static final double MOST_WAL_BYTES = 900;
    private static final double MOST_STATEMENTS = 0.05;
    private static final double MOST_COMMITS = 0.02;

    @SuppressWarnings("NullAway.Init") // by measure()
    private static Cost cost;

    private record Cost(double walBytes, double statements, double commits) {

        static Cost mean(List<Cost> rounds) {
            return new Cost(mean(rounds, Cost::walBytes), mean(rounds, Cost::statements), mean(rounds, Cost::commits));
        }

        private static double mean(List<Cost> rounds, ToDoubleFunction<Cost> figure) {
            return rounds.stream().mapToDouble(figure).average().orElseThrow();
        }
    }

    /**
     * The mean of all rounds, without images of whole pages, which follow each checkpoint and are the same however many
     * tasks a page has. What the worker does once a second counts too.
     */
    @BeforeAll
    static void measure() throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setServerConfig("listen_addresses", "127.0.0.1")
                        .setServerConfig("full_page_writes", "off")
                        .setServerConfig("autovacuum", "off")
                        .start();
                CountedConnections connections = new CountedConnections(server.getPostgresDatabase())) {
            new Schema(connections.dataSource()).migrate();
            drain(connections, TASKS / 4); // classes are loaded, statements prepared
            List<Cost> rounds = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                rounds.add(drain(connections, TASKS));
            }
            cost = Cost.mean(rounds);
        }
    }

    private static Cost drain(CountedConnections connections, int tasks) throws Exception {
        Store store = JdbcStore.open(connections.dataSource(), Duration.ofSeconds(10), null);
        store.inserts()
                .insert(IntStream.range(0, tasks)
                        .mapToObj(number -> NewTask.of(UUID.randomUUID(), NAME)
                                .arguments(ARGUMENTS)
                                .build())
                        .toList());
        CountDownLatch left = new CountDownLatch(tasks);
        QueueSignals signals = new QueueSignals();
        signals.add(new QueueSignals.Listener() {
            @Override
            public void finished(Collection<UUID> ids) {
                ids.forEach(id -> left.countDown());
            }
        });
        ExecutorService threads = Executors.newCachedThreadPool();
        Worker worker = worker(store, signals, threads);
        long statements = connections.statements();
        long commits = connections.commits();
        long wal = walBytes(connections);
        try {
            worker.start();
            assertThat(left.await(4, TimeUnit.MINUTES)).isTrue();
            return new Cost(
                    (double) (walBytes(connections) - wal) / tasks,
                    (double) (connections.statements() - statements) / tasks,
                    (double) (connections.commits() - commits) / tasks);
        } finally {
            worker.stop();
            threads.shutdown();
        }
    }

    private static Worker worker(Store store, QueueSignals signals, ExecutorService threads)
            throws NoSuchMethodException {
        TaskDefinition definition = new TaskDefinition(
                NAME,
                CostOfATaskTest.class,
                Object.class.getMethod("hashCode"),
                List.of(new TaskParameter("text", String.class)),
                int.class,
                TaskSettings.DEFAULT,
                false,
                values -> 1);
        WorkerSettings settings = new WorkerSettings(
                Map.of("default", SlotRange.of(4)),
                Set.of(),
                Duration.ofSeconds(30),
                "here",
                Duration.ofSeconds(1),
                Duration.ofSeconds(30),
                Shutdown.SOFT,
                Duration.ofSeconds(5),
                Duration.ofDays(7),
                10,
                Duration.ofSeconds(10));
        return new Worker(
                settings,
                new WorkerServices(
                        new TaskRegistry(List.of(definition)),
                        store,
                        signals,
                        PayloadCodec.create(),
                        new AttemptEnvironment(() -> () -> {}, ContextPropagation.NONE, TaskObservers.NONE),
                        new ThreadTransactions(),
                        threads,
                        threads,
                        Map.of()));
    }

    private static long walBytes(CountedConnections connections) throws SQLException {
        try (Connection connection = connections.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT CAST(pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') AS bigint)")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** With arguments of 200 bytes, which stand in the log once more when the task moves to the finished ones. */
    @Test
    void theWriteAheadLogGrowsByLessThanNineHundredBytes() {
        assertThat(cost.walBytes()).isBetween(400.0, MOST_WAL_BYTES);
    }

    @Test
    void hundredsShareAStatementAndACommit() {
        assertThat(cost.statements()).isBetween(0.001, MOST_STATEMENTS);
        assertThat(cost.commits()).isBetween(0.001, MOST_COMMITS);
    }
}
