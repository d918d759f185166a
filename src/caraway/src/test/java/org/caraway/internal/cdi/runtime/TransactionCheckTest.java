package org.caraway.internal.cdi.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.caraway.CarawayException;
import org.caraway.internal.store.JdbcStore;
import org.caraway.internal.store.worker.TransactionProbe;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A data source that takes no part in transactions is found out at start. */
@EachDatabase
class TransactionCheckTest {

    private static final String NAME = "jdbc/orders";

    private final MigratedDatabase database;
    private @Nullable Connection ofTheTransaction;
    private int status = Status.STATUS_NO_TRANSACTION;

    TransactionCheckTest(MigratedDatabase database) {
        this.database = database;
    }

    @Test
    void oneThatTakesPartIsAccepted() {
        assertThatCode(() -> check(joining())).doesNotThrowAnyException();

        assertThat(database.number("SELECT COUNT(*) FROM caraway_worker_request"))
                .isZero();
    }

    @Test
    void oneThatCommitsEachStatementIsRefused() {
        assertThatThrownBy(() -> check(database.dataSource()))
                .isInstanceOf(CarawayException.class)
                .hasMessageStartingWith(
                        "The data source jdbc/orders takes no part in the server's transactions: what was"
                                + " written in a transaction is still there after its rollback")
                .hasMessageContaining("Make it a JTA data source")
                .hasMessageEndingWith("or set caraway.datasource to one");

        assertThat(database.number("SELECT COUNT(*) FROM caraway_worker_request"))
                .isZero();
    }

    @Test
    void oneThatNobodyCommitsIsRefused() {
        assertThatThrownBy(() -> check(neverCommitted()))
                .isInstanceOf(CarawayException.class)
                .hasMessageContaining("is not there after its commit");
    }

    @Test
    void aCheckThatFailsStopsNothing() {
        DataSource broken = proxy(DataSource.class, (method, arguments) -> {
            throw new SQLException("read-only", "25006");
        });

        assertThatCode(() -> new TransactionCheck(transaction(), probe(broken)).check(NAME))
                .doesNotThrowAnyException();
    }

    private void check(DataSource dataSource) {
        new TransactionCheck(transaction(), probe(dataSource)).check(NAME);
    }

    private TransactionProbe probe(DataSource dataSource) {
        DataSource late = proxy(
                DataSource.class,
                (method, arguments) -> status == Status.STATUS_ACTIVE
                        ? method.invoke(dataSource, arguments)
                        : database.dataSource().getConnection());
        return JdbcStore.open(
                        late,
                        Duration.ofSeconds(10),
                        proxy(TransactionSynchronizationRegistry.class, (method, arguments) -> status))
                .transactionProbe();
    }

    /** In a transaction, gives its one connection, which the transaction alone commits. */
    private DataSource joining() {
        return proxy(DataSource.class, (method, arguments) -> {
            Connection connection = database.dataSource().getConnection();
            connection.setAutoCommit(false);
            ofTheTransaction = connection;
            return unclosed(connection);
        });
    }

    private DataSource neverCommitted() {
        return proxy(DataSource.class, (method, arguments) -> {
            Connection connection = database.dataSource().getConnection();
            connection.setAutoCommit(false);
            return proxy(Connection.class, (called, values) -> {
                if (called.getName().equals("close")) {
                    connection.rollback();
                }
                return called.invoke(connection, values);
            });
        });
    }

    private static Connection unclosed(Connection connection) {
        return proxy(
                Connection.class,
                (method, arguments) -> method.getName().equals("close") ? null : method.invoke(connection, arguments));
    }

    private UserTransaction transaction() {
        return proxy(UserTransaction.class, (method, arguments) -> {
            switch (method.getName()) {
                case "begin" -> status = Status.STATUS_ACTIVE;
                case "commit" -> end(Connection::commit);
                case "rollback" -> end(Connection::rollback);
                default -> throw new UnsupportedOperationException(method.getName());
            }
            return null;
        });
    }

    private interface End {
        void of(Connection connection) throws SQLException;
    }

    private void end(End end) throws SQLException {
        status = Status.STATUS_NO_TRANSACTION;
        try (Connection connection = ofTheTransaction) {
            if (connection != null) {
                end.of(connection);
            }
        } finally {
            ofTheTransaction = null;
        }
    }

    private interface Call {
        @Nullable
        Object of(Method method, Object @Nullable [] arguments) throws Exception;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                TransactionCheckTest.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    try {
                        return call.of(method, arguments);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                }));
    }
}
