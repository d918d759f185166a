package org.caraway.internal.engine;

import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Transactions as JTA gives them, on one database: each thread has one at most, and all of its connections are the same
 * until it ends. Thread-safe.
 */
public final class LocalTransactions implements UserTransaction {

    private final Map<Thread, Connection> underway = new ConcurrentHashMap<>();
    private final AtomicInteger commits = new AtomicInteger();
    private @Nullable DataSource database;

    /** Opens connections of the thread's transaction, or of none. */
    public DataSource around(DataSource target) {
        database = target;
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    Connection joined = underway.get(Thread.currentThread());
                    boolean opens = method.getName().equals("getConnection");
                    return opens && joined != null ? open(joined) : invoke(target, method, arguments);
                });
    }

    private static Connection open(Connection joined) {
        return (Connection) Proxy.newProxyInstance(
                LocalTransactions.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) ->
                        method.getName().equals("close") ? null : invoke(joined, method, arguments));
    }

    private static @Nullable Object invoke(Object target, java.lang.reflect.Method method, @Nullable Object[] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getTargetException();
        }
    }

    /** Tells of the thread's transaction. */
    public TransactionSynchronizationRegistry registry() {
        return (TransactionSynchronizationRegistry) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {TransactionSynchronizationRegistry.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getTransactionStatus" -> getStatus();
                    case "getTransactionKey" -> underway.get(Thread.currentThread());
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    /** How many have committed. */
    int commits() {
        return commits.get();
    }

    @Override
    public void begin() {
        try {
            Connection connection = Objects.requireNonNull(database).getConnection();
            connection.setAutoCommit(false);
            underway.put(Thread.currentThread(), connection);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Override
    public void commit() {
        commits.incrementAndGet();
        end(Connection::commit);
    }

    @Override
    public void rollback() {
        end(Connection::rollback);
    }

    /** A way to end a transaction. */
    @FunctionalInterface
    private interface End {
        void of(Connection connection) throws SQLException;
    }

    private void end(End how) {
        Connection connection = underway.remove(Thread.currentThread());
        if (connection == null) {
            throw new IllegalStateException("no transaction");
        }
        try (connection) {
            how.of(connection);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Override
    public void setRollbackOnly() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int getStatus() {
        return underway.containsKey(Thread.currentThread()) ? Status.STATUS_ACTIVE : Status.STATUS_NO_TRANSACTION;
    }

    @Override
    public void setTransactionTimeout(int seconds) {
        throw new UnsupportedOperationException();
    }
}
