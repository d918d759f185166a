package org.caraway.internal.store.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Statement;

/**
 * Gives each statement of a connection a query time-out: then the driver asks the server to cancel the statement, and
 * the connection survives. Stateless.
 */
public final class CancelledStatements {

    private static final int MARGIN_MILLIS = 500;
    private static final int SECOND_MILLIS = 1_000;

    private CancelledStatements() {}

    /**
     * The connection, whose statements are cancelled at the last whole second before the network's bound; unchanged if
     * there is no bound, or none that is later than a second.
     */
    public static Connection on(Connection connection, int networkMillis) {
        int seconds = (networkMillis - MARGIN_MILLIS) / SECOND_MILLIS;
        return seconds < 1 ? connection : proxy(connection, seconds);
    }

    private static Connection proxy(Connection connection, int seconds) {
        return (Connection) Proxy.newProxyInstance(
                CancelledStatements.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    try {
                        Object answer = method.invoke(connection, arguments);
                        if (answer instanceof Statement statement) {
                            statement.setQueryTimeout(seconds);
                        }
                        return answer;
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }
}
