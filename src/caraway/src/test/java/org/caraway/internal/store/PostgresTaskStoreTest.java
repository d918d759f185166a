package org.caraway.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.caraway.QueueUnavailableException;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.jdbc.TextMaps;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.NewTask;
import org.caraway.internal.store.postgres.PostgresCopy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresTaskStoreTest extends TaskStoreConformance {

    @SuppressWarnings("NullAway.Init") // by start()
    private static MigratedPostgres server;

    @BeforeAll
    static void start() throws IOException {
        server = new MigratedPostgres();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Override
    DataSource database() {
        return server.database();
    }

    @Test
    void idsThatTheDatabaseMakesAreOfVersion7AndAscend() throws SQLException {
        StoreUnderTest bench = new StoreUnderTest(database());

        bench.execute("INSERT INTO caraway_active (name) SELECT 'Mail.send' FROM generate_series(1, 100)");

        assertThat(bench.count("SELECT COUNT(*) FROM caraway_active WHERE substr(id::text, 15, 1) = '7'"
                        + " AND substr(id::text, 20, 1) IN ('8', '9', 'a', 'b')"))
                .isEqualTo(100);
        assertThat(bench.count("SELECT COUNT(*) FROM caraway_active WHERE abs(extract(epoch FROM now()) * 1000"
                        + " - ('x' || substr(replace(id::text, '-', ''), 1, 12))::bit(48)::bigint) < 60000"))
                .isEqualTo(100);
    }

    /** Claims begin at the instant of the task that was claimed last. */
    @Test
    void ofThousandsEachIsDueAfterTheOneBeforeItAndAtOnce() throws SQLException {
        StoreUnderTest bench = new StoreUnderTest(database());
        List<NewTask> tasks = new ArrayList<>();
        for (int number = 0; number < 2_000; number++) {
            tasks.add(NewTask.of(UUID.randomUUID(), StoreUnderTest.NAME)
                    .arguments("[" + number + "]")
                    .build());
        }

        bench.store().inserts().insert(tasks);

        assertThat(bench.count("SELECT COUNT(*) FROM caraway_active WHERE run_at <= clock_timestamp()"
                        + " AND run_at >= created_at"))
                .isEqualTo(2_000);
        assertThat(bench.count("SELECT COUNT(*) FROM (SELECT (arguments ->> 0)::int AS number,"
                        + " row_number() OVER (ORDER BY run_at) AS place FROM caraway_active) AS task"
                        + " WHERE number = place - 1"))
                .isEqualTo(2_000);
        assertThat(bench.count("SELECT COUNT(DISTINCT run_at) FROM caraway_active"))
                .isEqualTo(2_000);
    }

    /** What the server has to say of it later must not reach the next user of a pool's connection. */
    @Test
    void aConnectionOnWhichACopyWasNotAnsweredIsCutOff() throws Exception {
        StoreUnderTest bench = new StoreUnderTest(database());
        List<NewTask> tasks = Stream.generate(UUID::randomUUID)
                .limit(600)
                .map(id -> NewTask.of(id, StoreUnderTest.NAME).build())
                .toList();
        try (Connection locking = database().getConnection();
                Statement lock = locking.createStatement();
                Connection connection = database().getConnection()) {
            locking.setAutoCommit(false);
            lock.execute("LOCK TABLE caraway_active");
            connection.setAutoCommit(false);
            connection.setNetworkTimeout(Runnable::run, 300);

            assertThatThrownBy(() -> new PostgresCopy(new TextMaps()).insert(connection, tasks))
                    .isInstanceOf(SQLException.class)
                    .extracting(failure -> ((SQLException) failure).getSQLState())
                    .asString()
                    .startsWith("08");
            assertThat(connection.isClosed()).isTrue();
            locking.rollback();
        }

        assertThat(bench.count("SELECT COUNT(*) FROM caraway_active")).isZero();
    }

    /** It would be there although the caller's transaction rolls back. */
    @Test
    void nothingIsCopiedOnAConnectionThatCommitsByItself() throws SQLException {
        StoreUnderTest bench = new StoreUnderTest(database());

        try (Connection connection = database().getConnection()) {
            assertThat(new PostgresCopy(new TextMaps())
                            .insert(
                                    connection,
                                    List.of(NewTask.of(UUID.randomUUID(), StoreUnderTest.NAME)
                                            .build())))
                    .isFalse();
        }

        assertThat(bench.count("SELECT COUNT(*) FROM caraway_active")).isZero();
    }

    /** Of some pools, connections do not say what they are made of. */
    @Test
    void thousandsAreInsertedWhereThePoolKeepsTheDriverToItself() throws SQLException {
        StoreUnderTest bench = new StoreUnderTest(database());
        List<NewTask> tasks = Stream.generate(UUID::randomUUID)
                .limit(1_234)
                .map(id -> NewTask.of(id, StoreUnderTest.NAME).build())
                .toList();

        JdbcStore.open(closeMouthed(database()), StoreUnderTest.PATIENCE, null)
                .inserts()
                .insert(tasks);

        assertThat(bench.count("SELECT COUNT(*) FROM caraway_active")).isEqualTo(1_234);
    }

    private static DataSource closeMouthed(DataSource pool) {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    Object answer = method.invoke(pool, arguments);
                    return answer instanceof Connection connection ? closeMouthed(connection) : answer;
                });
    }

    private static Connection closeMouthed(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("unwrap")) {
                        throw new SQLException("It is a connection, and that is all");
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    @Test
    void aServerThatStaysSilentCountsAsAway() {
        Connections connections = new Connections(database(), null, Duration.ofMillis(300));

        assertThatThrownBy(() -> connections.alone("It was not done", connection -> {
                    try (Statement statement = connection.createStatement()) {
                        return statement.execute("SELECT pg_sleep(60)");
                    }
                }))
                .isInstanceOf(QueueUnavailableException.class)
                .hasMessageStartingWith("It was not done: the database did not answer (SQLState 08006)");
    }

    @Test
    void aDeadlockIsTriedAgainUntilBothHaveTheirWay() throws Exception {
        StoreUnderTest bench = new StoreUnderTest(database());
        List<UUID> ids = bench.insert(2);
        Connections connections = new Connections(database(), null, StoreUnderTest.PATIENCE);
        CyclicBarrier both = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<Integer> one = threads.submit(() -> raiseBoth(connections, ids.get(0), ids.get(1), both));
            Future<Integer> two = threads.submit(() -> raiseBoth(connections, ids.get(1), ids.get(0), both));
            one.get(60, TimeUnit.SECONDS);
            two.get(60, TimeUnit.SECONDS);
        } finally {
            threads.shutdownNow();
        }

        assertThat(bench.count("SELECT COUNT(*) FROM caraway_active WHERE priority = 6"))
                .isEqualTo(2);
    }

    @Test
    void aSerializationFailureIsTriedAgain() throws SQLException {
        StoreUnderTest bench = new StoreUnderTest(database());
        UUID id = bench.insert(1).get(0);
        Connections connections = new Connections(database(), null, StoreUnderTest.PATIENCE);
        AtomicInteger tries = new AtomicInteger();

        connections.alone("The priority was not raised", connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
                statement.execute("SELECT priority FROM caraway_active");
            }
            if (tries.incrementAndGet() == 1) {
                bench.execute("UPDATE caraway_active SET priority = priority + 1");
            }
            return raise(connection, id);
        });

        assertThat(tries).hasValue(2);
        assertThat(bench.view(id).priority()).isEqualTo(6);
    }

    @Test
    void aLockThatIsNotThereInTimeIsTriedAgain() throws SQLException {
        StoreUnderTest bench = new StoreUnderTest(database());
        UUID id = bench.insert(1).get(0);
        Connections connections = new Connections(database(), null, StoreUnderTest.PATIENCE);
        AtomicInteger tries = new AtomicInteger();

        try (Connection holder = database().getConnection()) {
            holder.setAutoCommit(false);
            raise(holder, id);
            connections.alone("The priority was not raised", connection -> {
                if (tries.incrementAndGet() == 2) {
                    holder.commit();
                }
                try (Statement statement = connection.createStatement()) {
                    statement.execute("SET LOCAL lock_timeout = '50ms'");
                }
                return raise(connection, id);
            });
        }

        assertThat(tries).hasValue(2);
        assertThat(bench.view(id).priority()).isEqualTo(6);
    }

    @Test
    void anEndThatATriggerForbidsIsRefused() throws SQLException {
        StoreUnderTest bench = new StoreUnderTest(database());
        ClaimedTask task = bench.started();
        bench.execute("CREATE FUNCTION forbid() RETURNS trigger LANGUAGE plpgsql AS "
                + "$$BEGIN RAISE EXCEPTION 'not this one'; END$$");
        bench.execute("CREATE TRIGGER forbid BEFORE INSERT ON caraway_finished EXECUTE FUNCTION forbid()");
        try {
            assertThatThrownBy(() -> bench.store()
                            .completions()
                            .completeUnlocked(
                                    List.of(new AttemptCompletion(task, new Transition.Succeed(null), null)),
                                    Duration.ofSeconds(1)))
                    .isNotInstanceOf(QueueUnavailableException.class)
                    .hasMessageContaining("the database refused it (SQLState P0001)");
        } finally {
            bench.execute("DROP FUNCTION forbid CASCADE");
        }
    }

    /** Two that do this at first meet between their statements, so that each waits for the other's row. */
    private static int raiseBoth(Connections connections, UUID first, UUID second, CyclicBarrier both) {
        AtomicInteger tries = new AtomicInteger();
        return connections.alone("The priorities were not raised", connection -> {
            raise(connection, first);
            if (tries.incrementAndGet() == 1) {
                await(both);
            }
            return raise(connection, second);
        });
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException broken) {
            throw new AssertionError(broken);
        }
    }

    private static int raise(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE caraway_active SET priority = priority + 1 WHERE id = ?")) {
            update.setObject(1, id);
            return update.executeUpdate();
        }
    }

    /** The completion of a transactional task is part of its transaction, which began when its method did. */
    @Test
    void instantsInALongTransactionAreThoseOfTheirStatements() throws SQLException {
        StoreUnderTest bench = new StoreUnderTest(database());
        ClaimedTask task = bench.started();

        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT pg_sleep(0.05)");
            statement.execute(
                    "INSERT INTO caraway_finished (id, name, queue, state, priority, run_at, arguments, headers,"
                            + " labels, attempt, retries, deliveries, created_at) SELECT id, name, queue, 'SUCCESS', priority,"
                            + " run_at, arguments, headers, labels, attempt, retries, deliveries, now() FROM caraway_active");
            connection.commit();
        }

        assertThat(bench.count("SELECT COUNT(*) FROM caraway_finished WHERE id = '" + task.id()
                        + "' AND finished_at >= created_at + INTERVAL '0.05' SECOND"))
                .isEqualTo(1);
    }
}
