package org.caraway.internal.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
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
import org.caraway.QueueUnavailableException;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.PostgresOnly;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** Failures of a PostgreSQL transaction, and which of them are retried. */
@PostgresOnly
class PostgresConnectionsTest {

    private final StoreUnderTest bench;

    PostgresConnectionsTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void aServerThatStaysSilentCountsAsAway() {
        Connections connections = new Connections(bench.database(), null, Duration.ofMillis(300));

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
        List<UUID> ids = bench.insert(2);
        Connections connections = new Connections(bench.database(), null, StoreUnderTest.PATIENCE);
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
        UUID id = bench.insert(1).get(0);
        Connections connections = new Connections(bench.database(), null, StoreUnderTest.PATIENCE);
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
        UUID id = bench.insert(1).get(0);
        Connections connections = new Connections(bench.database(), null, StoreUnderTest.PATIENCE);
        AtomicInteger tries = new AtomicInteger();

        try (Connection holder = bench.database().getConnection()) {
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
}
