package org.caraway.internal.store.recover;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A pool that has no connection when it is told so. Thread-safe. */
final class FailingPool {

    private final DataSource database;
    private volatile @Nullable SQLException failure;

    FailingPool(DataSource database) {
        this.database = database;
    }

    /** From now on there is no connection for this reason; null for no reason. */
    void failWith(@Nullable SQLException value) {
        failure = value;
    }

    DataSource dataSource() {
        return (DataSource) Proxy.newProxyInstance(
                FailingPool.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    SQLException why = failure;
                    if (why != null) {
                        throw why;
                    }
                    try {
                        return method.invoke(database, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    /** One connection for several statements. */
    static Session session(DataSource database) {
        try {
            return new Session(database.getConnection());
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    /** A connection. Confined to one thread. */
    record Session(Connection connection) implements AutoCloseable {

        void execute(String sql) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException failure) {
                throw new AssertionError(sql, failure);
            }
        }

        @Override
        public void close() {
            try {
                connection.close();
            } catch (SQLException failure) {
                throw new AssertionError(failure);
            }
        }
    }
}
