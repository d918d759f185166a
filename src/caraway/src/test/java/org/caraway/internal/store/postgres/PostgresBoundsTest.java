package org.caraway.internal.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.caraway.QueueUnavailableException;
import org.caraway.internal.store.JdbcStore;
import org.caraway.internal.store.Store;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.PostgresOnly;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The server stops before the client does, and the connection survives. */
@PostgresOnly
class PostgresBoundsTest {

    private static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final int APPENDS = 5;
    private static final String WAITING = "SELECT COUNT(*) FROM pg_stat_activity"
            + " WHERE datname = current_database() AND wait_event_type = 'Lock'";

    private final StoreUnderTest bench;
    private final Connection only;

    PostgresBoundsTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
        only = database.dataSource().getConnection();
    }

    @AfterEach
    void closeTheConnection() throws SQLException {
        only.close();
    }

    @Nested
    class OfLockWaits {

        @Test
        void appendsBehindALockedRowLeaveNoBackendThatWaits() throws Exception {
            Store store = JdbcStore.open(bench.database(), TIMEOUT, null);
            store.feed().want(Duration.ofMinutes(1));
            ExecutorService threads = Executors.newFixedThreadPool(APPENDS);
            try (Connection session = bench.database().getConnection()) {
                session.setAutoCommit(false);
                execute(session, "SELECT id FROM caraway_feed FOR UPDATE");
                List<Future<?>> appends = new ArrayList<>();
                for (int i = 0; i < APPENDS; i++) {
                    appends.add(threads.submit(() -> store.feed().append("node", List.of("[]"))));
                }
                for (Future<?> append : appends) {
                    assertThatThrownBy(() -> append.get(60, TimeUnit.SECONDS))
                            .hasCauseInstanceOf(QueueUnavailableException.class)
                            .hasMessageContaining("another session holds a lock on what it needs (SQLState 55P03)");
                }
                assertThat(bench.count(WAITING)).isZero();
                session.rollback();
            } finally {
                threads.shutdownNow();
            }

            assertThat(store.feed().append("node", List.of("[]"))).isPresent();
        }

        @Test
        void aClosedSocketLeavesNoBackendThatWaits() throws Exception {
            bench.store().feed().want(Duration.ofMinutes(1));
            Store store = JdbcStore.open(oneConnection(), TIMEOUT, null);
            ExecutorService thread = Executors.newSingleThreadExecutor();
            try (Connection session = bench.database().getConnection()) {
                session.setAutoCommit(false);
                execute(session, "SELECT id FROM caraway_feed FOR UPDATE");
                Future<?> appends = thread.submit(() -> appendUntilClosed(store));
                awaitWaiting(1);
                only.abort(Runnable::run);
                appends.get(60, TimeUnit.SECONDS);

                awaitWaiting(0);
                session.rollback();
            } finally {
                thread.shutdownNow();
            }
        }

        private boolean appendUntilClosed(Store store) throws SQLException {
            while (!only.isClosed()) {
                assertThatThrownBy(() -> store.feed().append("node", List.of("[]")))
                        .isInstanceOf(QueueUnavailableException.class);
            }
            return true;
        }

        private void awaitWaiting(int backends) throws SQLException {
            long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (bench.count(WAITING) != backends) {
                assertThat(System.nanoTime()).as("a backend still waits").isLessThan(end);
                LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            }
        }
    }

    @Nested
    class OfStatements {

        @Test
        void theServerCancelsAStatementOfOurOwnAndTheConnectionSurvives() throws SQLException {
            Connections connections = new Connections(oneConnection(), null, SHORTEST_TIMEOUT, new PostgresBounds());

            assertThatThrownBy(() -> connections.alone("It was not done", PostgresBoundsTest::sleep))
                    .isInstanceOf(QueueUnavailableException.class)
                    .hasMessageContaining("(SQLState 57014): ERROR: canceling statement due to statement timeout");

            assertThat(only.isValid(10)).isTrue();
        }

        @Test
        void aStatementInTheCallersTransactionIsCancelledAndTheConnectionSurvives() throws SQLException {
            Connections connections = new Connections(oneConnection(), active(), TIMEOUT, new PostgresBounds());
            only.setAutoCommit(false);

            assertThatThrownBy(() -> connections.joining("It was not done", PostgresBoundsTest::sleep))
                    .isInstanceOf(QueueUnavailableException.class)
                    .hasMessageContaining("(SQLState 57014)");

            only.rollback();
            assertThat(only.isValid(10)).isTrue();
        }

        @Test
        void aSingleStatementIsCancelledAndTheConnectionSurvives() throws SQLException {
            Connections connections = new Connections(oneConnection(), null, TIMEOUT, new PostgresBounds());

            assertThatThrownBy(() -> connections.aloneInOne("It was not done", PostgresBoundsTest::sleep))
                    .isInstanceOf(QueueUnavailableException.class)
                    .hasMessageContaining("(SQLState 57014)");

            assertThat(only.isValid(10)).isTrue();
        }
    }

    @Nested
    class OfTheTransaction {

        @Test
        void itsWaitsArePartlyThoseOfTheNetwork() {
            Connections connections = new Connections(oneConnection(), null, TIMEOUT, new PostgresBounds());

            assertThat(connections.alone("It was not read", PostgresBoundsTest::settings))
                    .containsExactly("500ms", "2700ms", "6s");
        }

        @Test
        void theyEndWithIt() throws SQLException {
            List<String> before = settings(only);
            Connections connections = new Connections(oneConnection(), null, TIMEOUT, new PostgresBounds());
            connections.alone("It was not read", PostgresBoundsTest::settings);

            assertThat(settings(only)).isEqualTo(before);
        }

        @Test
        void aShorterBoundOfThePoolBoundsThemToo() throws SQLException {
            only.setNetworkTimeout(Runnable::run, 1_000);
            Connections connections = new Connections(oneConnection(), null, TIMEOUT, new PostgresBounds());

            assertThat(connections.alone("It was not read", PostgresBoundsTest::settings))
                    .containsExactly("500ms", "900ms", "2s");
        }
    }

    private static boolean sleep(Connection connection) throws SQLException {
        return execute(connection, "SELECT pg_sleep(60)");
    }

    private static boolean execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute(sql);
        }
    }

    private static List<String> settings(Connection connection) throws SQLException {
        List<String> values = new ArrayList<>();
        for (String setting : List.of("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")) {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SHOW " + setting)) {
                row.next();
                values.add(row.getString(1));
            }
        }
        return values;
    }

    /** A pool that has one connection, and leaves it open. */
    private DataSource oneConnection() {
        Connection kept = (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    try {
                        return method.getName().equals("close") ? null : method.invoke(only, arguments);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> kept);
    }

    private static TransactionSynchronizationRegistry active() {
        return (TransactionSynchronizationRegistry) Proxy.newProxyInstance(
                PostgresBoundsTest.class.getClassLoader(),
                new Class<?>[] {TransactionSynchronizationRegistry.class},
                (proxy, method, arguments) -> Status.STATUS_ACTIVE);
    }
}
