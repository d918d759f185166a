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
 * Keeps H2 from answering part of a question with what it remembers. Thread-safe.
 *
 * <p>H2 keeps the answer of each query within a statement, finds the parsed statement again by its text, and takes the same answer
 * until one of the tables is changed. Before 2.3.230 an answer of before a commit could count as one of after it
 * (<a href="https://github.com/h2database/h2database/issues/3894">H2 issue 3894</a>): a queue that had been paused meanwhile was
 * served until the next change. So each statement that reads gets a text that no other has, and is parsed anew. The parts of views are
 * kept all the same: {@code caraway_task} sees to itself. Payara Micro 6 brings H2 2.2.224.
 */
public final class UncachedStatements {

    private UncachedStatements() {}

    /** The data source, none of whose statements is found again. */
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
