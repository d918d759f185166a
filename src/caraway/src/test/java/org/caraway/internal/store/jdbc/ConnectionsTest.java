package org.caraway.internal.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.lang.reflect.UndeclaredThrowableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.caraway.CarawayException;
import org.caraway.QueueUnavailableException;
import org.caraway.test.TestDatabase;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionsTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final JdbcDataSource h2 = TestDatabase.emptyH2();
    private final List<String> calls = new ArrayList<>();

    @Test
    void insideATransactionTheConnectionIsNeitherCommittedNorSwitched() {
        Connections connections = new Connections(recording(), status(Status.STATUS_ACTIVE), TIMEOUT);

        connections.joining("It failed", Connection::isReadOnly);

        assertThat(calls).doesNotContain("setAutoCommit", "commit", "rollback").contains("close");
    }

    @Test
    void withoutATransactionTheWorkIsCommittedAndTheConnectionRestored() {
        Connections connections = new Connections(recording(), status(Status.STATUS_NO_TRANSACTION), TIMEOUT);

        connections.joining("It failed", Connection::isReadOnly);

        assertThat(calls)
                .containsSubsequence("setAutoCommit", "isReadOnly", "commit", "setAutoCommit", "close")
                .doesNotContain("rollback");
    }

    @Test
    void oneRoundTripIsLeftToAConnectionThatCommitsByItself() {
        Connections connections = new Connections(recording(), status(Status.STATUS_NO_TRANSACTION), TIMEOUT);

        connections.joiningOne("It failed", Connection::isReadOnly);

        assertThat(calls).contains("isReadOnly").doesNotContain("setAutoCommit", "commit", "rollback");
    }

    @Test
    void oneRoundTripIsCommittedWhereThePoolSwitchesThatOff() throws SQLException {
        try (Connection without = recording().getConnection()) {
            without.setAutoCommit(false);
            calls.clear();
            DataSource pool = (DataSource) Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {DataSource.class},
                    (proxy, method, arguments) -> without);

            new Connections(pool, null, TIMEOUT).joiningOne("It failed", Connection::isReadOnly);
        }

        assertThat(calls).containsSubsequence("isReadOnly", "commit");
    }

    @Test
    void oneRoundTripInsideATransactionIsPartOfIt() {
        Connections connections = new Connections(recording(), status(Status.STATUS_ACTIVE), TIMEOUT);

        connections.joiningOne("It failed", Connection::isReadOnly);

        assertThat(calls).contains("isReadOnly").doesNotContain("setAutoCommit", "commit", "rollback");
    }

    @ParameterizedTest
    @ValueSource(ints = {Status.STATUS_COMMITTED, Status.STATUS_ROLLEDBACK})
    void afterATransactionTheWorkIsCommitted(int status) {
        Connections connections = new Connections(recording(), status(status), TIMEOUT);

        connections.joining("It failed", Connection::isReadOnly);

        assertThat(calls).containsSubsequence("isReadOnly", "commit");
    }

    @Test
    void theWorkIsBoundedInTimeAndTheConnectionRestored() {
        Connections connections = new Connections(recording(), status(Status.STATUS_ACTIVE), TIMEOUT);

        connections.joining("It failed", Connection::isReadOnly);

        assertThat(calls)
                .containsExactly("getNetworkTimeout", "setNetworkTimeout", "isReadOnly", "setNetworkTimeout", "close");
    }

    @Test
    void aPoolThatRefusesToChangeTheTimeoutInsideATransactionIsNotAway() throws SQLException {
        try (Connection kept = h2.getConnection()) {
            DataSource pool = poolOf(proxied(kept, "setNetworkTimeout", new SQLException("DSRA9250E: not allowed")));
            Connections connections = new Connections(pool, status(Status.STATUS_ACTIVE), TIMEOUT);

            assertThat(connections.<Boolean>joining("It failed", Connection::isReadOnly))
                    .isFalse();
        }
    }

    private static Connection proxied(Connection connection, String refused, SQLException refusal) {
        return (Connection) Proxy.newProxyInstance(
                ConnectionsTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals(refused)) {
                        throw refusal;
                    }
                    return method.invoke(connection, arguments);
                });
    }

    private static DataSource poolOf(Connection connection) {
        return (DataSource) Proxy.newProxyInstance(
                ConnectionsTest.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> connection);
    }

    @Test
    void workOfItsOwnIsRefusedInsideATransactionThatItWouldCommit() {
        Connections connections = new Connections(recording(), status(Status.STATUS_ACTIVE), TIMEOUT);

        assertThatThrownBy(() -> connections.alone("It failed", Connection::isReadOnly))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("It failed: it would have committed the caller's transaction. This is a bug in Caraway.");
        assertThat(calls).isEmpty();
    }

    @Test
    void failedWorkIsRolledBack() {
        Connections connections = new Connections(recording(), null, TIMEOUT);

        assertThatThrownBy(() -> connections.alone("It failed", connection -> {
                    throw new SQLException("wrong", "22000");
                }))
                .isExactlyInstanceOf(CarawayException.class)
                .hasMessage("It failed: the database refused it (SQLState 22000): wrong");
        assertThat(calls).contains("rollback").doesNotContain("commit");
    }

    @Test
    void aDeadlockIsTriedAgain() {
        Connections connections = new Connections(recording(), null, TIMEOUT);
        AtomicInteger tries = new AtomicInteger();

        int answer = connections.alone("It failed", connection -> {
            if (tries.incrementAndGet() < 3) {
                throw new SQLException("deadlock", "40P01");
            }
            return 42;
        });

        assertThat(answer).isEqualTo(42);
        assertThat(tries).hasValue(3);
    }

    @Test
    void anEndlessDeadlockIsReported() {
        Connections connections = new Connections(recording(), null, TIMEOUT);
        AtomicInteger tries = new AtomicInteger();

        assertThatThrownBy(() -> connections.alone("It failed", connection -> {
                    tries.incrementAndGet();
                    throw new SQLException("deadlock", "40P01");
                }))
                .isInstanceOf(QueueUnavailableException.class);
        assertThat(tries).hasValue(5);
    }

    /**
     * Cannot connect, connection broken, shutting down, starting up, too many connections; and a pool that says
     * nothing.
     */
    @ParameterizedTest
    @ValueSource(strings = {"08001", "08006", "57P01", "57P03", "53300"})
    @NullSource
    void aDatabaseThatIsAwayIsUnavailable(@Nullable String state) {
        Connections connections = new Connections(recording(), null, TIMEOUT);

        assertThatThrownBy(() -> connections.alone("It failed", connection -> {
                    throw new SQLException("gone", state);
                }))
                .isInstanceOf(QueueUnavailableException.class)
                .hasMessage("It failed: the database did not answer (SQLState " + state + "): gone");
    }

    /** Payara's proxies throw this on a connection that is dead already, in place of what the driver threw. */
    @Test
    void aDeadConnectionOfAPoolIsUnavailableAndDoesNotHideWhy() {
        DataSource pool = dying(new SQLException("This connection has been closed.", "08003"));

        assertThatThrownBy(() -> new Connections(pool, null, TIMEOUT).alone("It failed", Connection::isReadOnly))
                .isInstanceOf(QueueUnavailableException.class)
                .hasMessageStartingWith("It failed: the database did not answer (SQLState 08003)");
    }

    /** Payara's pool throws this for a connection that was closed behind its back. */
    @Test
    void aPoolThatThrowsSomethingElseIsUnavailable() {
        DataSource pool = (DataSource) Proxy.newProxyInstance(
                ConnectionsTest.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> {
                    throw new IllegalStateException("This Managed Connection is not valid");
                });

        assertThatThrownBy(() -> new Connections(pool, null, TIMEOUT).alone("It failed", Connection::isReadOnly))
                .isInstanceOf(QueueUnavailableException.class)
                .hasMessage("It failed: the database did not answer (SQLState null):"
                        + " This Managed Connection is not valid");
    }

    @Nested
    class WhatHasFailed {

        private final long begin = System.nanoTime();
        private final Connections connections = new Connections(recording(), null, TIMEOUT);

        @Test
        void isRememberedForAllWhoAskSinceBefore() {
            assertThat(connections.unavailableSince(begin)).isFalse();

            fail("57P01");

            assertThat(connections.unavailableSince(begin)).isTrue();
            assertThat(connections.through(h2).unavailableSince(begin)).isTrue();
            assertThat(connections.unavailableSince(System.nanoTime())).isFalse();
        }

        @Test
        void isNoOutageIfItWasRefusedOrBrokenOff() {
            fail("22000");
            fail("40001");

            assertThat(connections.unavailableSince(begin)).isFalse();
        }

        private void fail(String state) {
            assertThatThrownBy(() -> connections.alone("It failed", connection -> {
                        throw new SQLException("why", state);
                    }))
                    .isInstanceOf(CarawayException.class);
        }
    }

    private static DataSource dying(SQLException failure) {
        Connection dead = (Connection) Proxy.newProxyInstance(
                ConnectionsTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    throw new UndeclaredThrowableException(new InvocationTargetException(failure));
                });
        return (DataSource) Proxy.newProxyInstance(
                ConnectionsTest.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> dead);
    }

    private static TransactionSynchronizationRegistry status(int status) {
        return (TransactionSynchronizationRegistry) Proxy.newProxyInstance(
                ConnectionsTest.class.getClassLoader(),
                new Class<?>[] {TransactionSynchronizationRegistry.class},
                (proxy, method, arguments) -> status);
    }

    /** The real database, with the names of the calls on its connections noted. */
    private DataSource recording() {
        return (DataSource) Proxy.newProxyInstance(
                ConnectionsTest.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> recorded(h2.getConnection()));
    }

    private Connection recorded(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                ConnectionsTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    calls.add(method.getName());
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }
}
