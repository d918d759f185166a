package org.caraway.internal.store.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Keeps H2 from answering part of a query from its cache. Thread-safe.
 *
 * <p>H2 caches the result of each subquery within a statement, finds the parsed statement again by its text, and reuses
 * the result until one of the tables is changed. Before 2.3.230 a result from before a commit could count as one from
 * after it (<a href="https://github.com/h2database/h2database/issues/3894">H2 issue 3894</a>): a queue that had been
 * paused meanwhile was served until the next change. So each statement that reads gets a unique text, and is parsed
 * anew. The parts of views are cached all the same: {@code caraway_task} prevents that itself. Payara Micro 6 brings H2
 * 2.2.224.
 */
public final class UncachedStatements {

    private UncachedStatements() {}

    /** The data source, none of whose statements H2 finds in its cache. */
    public static DataSource on(DataSource dataSource) {
        return proxy(DataSource.class, (proxy, method, arguments) -> {
            Object answer = invoke(dataSource, method, arguments);
            return answer instanceof Connection connection ? on(connection) : answer;
        });
    }

    private static Connection on(Connection connection) {
        return proxy(Connection.class, (proxy, method, arguments) -> {
            if (method.getName().equals("prepareStatement") && arguments[0] instanceof String sql && reads(sql)) {
                arguments[0] = sql + "\n-- "
                        + Long.toHexString(ThreadLocalRandom.current().nextLong());
            }
            return invoke(connection, method, arguments);
        });
    }

    private static boolean reads(String sql) {
        return sql.contains("SELECT");
    }

    private static @Nullable Object invoke(Object target, Method method, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException failed) {
            throw failed.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(UncachedStatements.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
