package org.caraway.internal.engine;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A pool that counts what is sent on its connections: statements, a batch as one, and commits. Thread-safe. */
final class CountedConnections implements AutoCloseable {

    private final DataSource database;
    private final BlockingDeque<Connection> idle = new LinkedBlockingDeque<>();
    private final AtomicLong statements = new AtomicLong();
    private final AtomicLong commits = new AtomicLong();

    CountedConnections(DataSource database) {
        this.database = database;
    }

    DataSource dataSource() {
        return wrapped(database, DataSource.class);
    }

    long statements() {
        return statements.get();
    }

    long commits() {
        return commits.get();
    }

    private <T> T wrapped(Object target, Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                CountedConnections.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call(target, method, arguments)));
    }

    /** It comes back once, however often it is closed. */
    private Connection lent(Connection connection) {
        AtomicBoolean lent = new AtomicBoolean(true);
        return (Connection) Proxy.newProxyInstance(
                CountedConnections.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    if (!method.getName().equals("close")) {
                        return call(connection, method, arguments);
                    }
                    if (lent.getAndSet(false)) {
                        connection.setAutoCommit(true);
                        idle.push(connection);
                    }
                    return null;
                });
    }

    private @Nullable Object call(Object target, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (target instanceof DataSource && method.getName().equals("getConnection")) {
            Connection kept = idle.poll();
            return lent(kept == null ? database.getConnection() : kept);
        }
        if (target instanceof Statement && method.getName().startsWith("execute")) {
            statements.incrementAndGet();
        } else if (target instanceof Connection && method.getName().equals("commit")) {
            commits.incrementAndGet();
        }
        try {
            Object answer = method.invoke(target, arguments);
            return answer instanceof Statement ? wrapped(answer, method.getReturnType()) : answer;
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
    }

    @Override
    public void close() throws SQLException {
        for (Connection connection : idle) {
            connection.close();
        }
    }
}
