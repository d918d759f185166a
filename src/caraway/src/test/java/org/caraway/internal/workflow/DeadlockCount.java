package org.caraway.internal.workflow;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;

/** Counts the statements that a database aborts in favour of others, which the store repeats silently. Thread-safe. */
final class DeadlockCount {

    private final List<String> aborted = new CopyOnWriteArrayList<>();

    /** The same database, with statements that are counted. */
    DataSource of(DataSource database) {
        return watched(DataSource.class, database);
    }

    /** The messages of the aborted statements. */
    List<String> aborted() {
        return aborted;
    }

    private <T> T watched(Class<T> type, Object target) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            try {
                Object result = method.invoke(target, arguments);
                if (method.getReturnType() == Connection.class && result != null) {
                    return watched(Connection.class, result);
                }
                if (method.getReturnType() == PreparedStatement.class && result != null) {
                    return watched(PreparedStatement.class, result);
                }
                return method.getReturnType() == Statement.class && result != null
                        ? watched(Statement.class, result)
                        : result;
            } catch (InvocationTargetException thrown) {
                if (thrown.getCause() instanceof SQLException failure
                        && String.valueOf(failure.getSQLState()).startsWith("40")) {
                    aborted.add(failure.getSQLState() + " " + failure.getMessage());
                }
                throw thrown.getCause();
            }
        };
        return type.cast(Proxy.newProxyInstance(DeadlockCount.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
