package org.caraway.internal.store.h2;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.caraway.internal.store.jdbc.ServerBounds;

/**
 * Bounds the lock waits of H2, which is a setting of the session: it is restored after the transaction. Thread-safe.
 * H2's own default is two seconds, and a URL may set more. A statement that waits for no lock is not bounded: H2 mostly
 * runs in this process, where there is no network that could fail.
 */
final class H2Bounds implements ServerBounds {

    private static final String READ = """
            CALL LOCK_TIMEOUT()""";

    private static final String SET = """
            SET LOCK_TIMEOUT ?""";

    @Override
    public Restoration begin(Connection connection, int networkMillis, Plans plans) throws SQLException {
        int formerly = read(connection);
        int longest = (int) LONGEST_LOCK_WAIT.toMillis();
        if (formerly <= longest) {
            return Restoration.NONE;
        }
        set(connection, longest);
        return () -> set(connection, formerly);
    }

    private static int read(Connection connection) throws SQLException {
        try (PreparedStatement call = connection.prepareStatement(READ);
                ResultSet row = call.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void set(Connection connection, int millis) throws SQLException {
        try (PreparedStatement set = connection.prepareStatement(SET)) {
            set.setInt(1, millis);
            set.execute();
        }
    }
}
