package org.caraway.benchmark.contender;

import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What stands in for JTA where there is no server: the transaction of a thread is that of one JDBC connection, which
 * every use of the data source within it shares. Neither recovery nor time-outs nor a second database. Thread-safe.
 */
final class ThreadTransactions implements UserTransaction, TransactionSynchronizationRegistry {

    private static final ThreadLocal<@Nullable Active> CURRENT = new ThreadLocal<>();

    /** A thread's transaction. Confined to it. */
    private static final class Active {
        private final List<Synchronization> synchronizations = new ArrayList<>();
        private final Map<Object, Object> resources = new HashMap<>();
        private @Nullable Connection connection;
        private int status = Status.STATUS_ACTIVE;
    }

    /** The same database, whose connections belong to the thread's transaction where there is one. */
    DataSource enlisting(DataSource database) {
        return (DataSource) Proxy.newProxyInstance(
                ThreadTransactions.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> {
                    Active active = CURRENT.get();
                    if (method.getName().equals("getConnection") && active != null && active.connection != null) {
                        return shared(active.connection);
                    }
                    Object answer = unwrapping(() -> method.invoke(database, arguments));
                    if (answer instanceof Connection connection && active != null && isLive(active)) {
                        connection.setAutoCommit(false);
                        active.connection = connection;
                        return shared(connection);
                    }
                    return answer;
                });
    }

    private static boolean isLive(Active active) {
        return active.status == Status.STATUS_ACTIVE || active.status == Status.STATUS_MARKED_ROLLBACK;
    }

    /** Closing the connection returns it to the transaction. */
    private static Connection shared(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                ThreadTransactions.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "close" -> null;
                    case "commit", "rollback", "setAutoCommit" ->
                        throw new SQLException(
                                method.getName() + " was called on a connection that belongs to a transaction");
                    default -> unwrapping(() -> method.invoke(connection, arguments));
                });
    }

    @FunctionalInterface
    private interface Invocation {
        @Nullable
        Object run() throws ReflectiveOperationException;
    }

    private static @Nullable Object unwrapping(Invocation invocation) throws Throwable {
        try {
            return invocation.run();
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause() == null ? thrown : thrown.getCause();
        }
    }

    @Override
    public void begin() {
        if (CURRENT.get() != null) {
            throw new IllegalStateException("The thread has a transaction already");
        }
        CURRENT.set(new Active());
    }

    @Override
    public void commit() throws RollbackException {
        Active active = active();
        if (active.status == Status.STATUS_MARKED_ROLLBACK) {
            rollback();
            throw new RollbackException("The transaction was marked for rollback");
        }
        active.synchronizations.forEach(Synchronization::beforeCompletion);
        try {
            if (active.connection != null) {
                active.connection.commit();
            }
        } catch (SQLException failure) {
            rollback();
            throw (RollbackException) new RollbackException("The commit failed").initCause(failure);
        }
        complete(active, Status.STATUS_COMMITTED);
    }

    @Override
    public void rollback() {
        Active active = active();
        try {
            if (active.connection != null) {
                active.connection.rollback();
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("The rollback failed", failure);
        } finally {
            complete(active, Status.STATUS_ROLLEDBACK);
        }
    }

    /** The connection is released before the callbacks run. */
    private void complete(Active active, int status) {
        active.status = status;
        try (Connection connection = active.connection) {
            if (connection != null) {
                connection.setAutoCommit(true);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("The connection was not given back", failure);
        } finally {
            active.connection = null;
            try {
                active.synchronizations.forEach(each -> each.afterCompletion(status));
            } finally {
                CURRENT.remove();
            }
        }
    }

    private Active active() {
        Active active = CURRENT.get();
        if (active == null) {
            throw new IllegalStateException("The thread has no transaction");
        }
        return active;
    }

    @Override
    public void setRollbackOnly() {
        active().status = Status.STATUS_MARKED_ROLLBACK;
    }

    @Override
    public boolean getRollbackOnly() {
        return active().status == Status.STATUS_MARKED_ROLLBACK;
    }

    @Override
    public int getStatus() {
        Active active = CURRENT.get();
        return active == null ? Status.STATUS_NO_TRANSACTION : active.status;
    }

    @Override
    public int getTransactionStatus() {
        return getStatus();
    }

    @Override
    public @Nullable Object getTransactionKey() {
        return CURRENT.get();
    }

    @Override
    public void putResource(Object key, Object value) {
        active().resources.put(key, value);
    }

    @Override
    public @Nullable Object getResource(Object key) {
        return active().resources.get(key);
    }

    @Override
    public void registerInterposedSynchronization(Synchronization synchronization) {
        active().synchronizations.add(synchronization);
    }

    @Override
    public void setTransactionTimeout(int seconds) {
        throw new UnsupportedOperationException("Transactions have no time-out here");
    }
}
