package org.caraway.internal.store.h2;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.jdbc.ServerBounds;
import org.caraway.test.TestDatabase;
import org.junit.jupiter.api.Test;

/** H2's lock time-out in a transaction of Caraway's own, and after it. */
class H2BoundsTest {

    private static final int LONG_MILLIS = 60_000;
    private static final int SHORT_MILLIS = 20;

    @Test
    void aTransactionWaitsForALockAsLongAsOneOfOursMay() throws SQLException {
        try (Connection session = session(LONG_MILLIS)) {
            assertThat(lockTimeoutInside(session)).isEqualTo((int) ServerBounds.LONGEST_LOCK_WAIT.toMillis());
        }
    }

    @Test
    void theSessionHasItsOwnAgainAfterwards() throws SQLException {
        Connection session = session(LONG_MILLIS);

        lockTimeoutInside(session);

        assertThat(lockTimeout(session)).isEqualTo(LONG_MILLIS);
    }

    @Test
    void aShorterOneStays() throws SQLException {
        assertThat(lockTimeoutInside(session(SHORT_MILLIS))).isEqualTo(SHORT_MILLIS);
    }

    private static Connection session(int lockTimeoutMillis) throws SQLException {
        Connection session = TestDatabase.emptyH2().getConnection();
        try (Statement statement = session.createStatement()) {
            statement.execute("SET LOCK_TIMEOUT " + lockTimeoutMillis);
        }
        return session;
    }

    private static int lockTimeoutInside(Connection session) {
        DataSource pool = (DataSource) Proxy.newProxyInstance(
                H2BoundsTest.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> unclosed(session));
        return new Connections(pool, null, Duration.ofSeconds(10), new H2Bounds())
                .alone("It was not read", H2BoundsTest::lockTimeout);
    }

    private static Connection unclosed(Connection session) {
        return (Connection) Proxy.newProxyInstance(
                H2BoundsTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) ->
                        method.getName().equals("close") ? null : method.invoke(session, arguments));
    }

    private static int lockTimeout(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("CALL LOCK_TIMEOUT()")) {
            row.next();
            return row.getInt(1);
        }
    }
}
