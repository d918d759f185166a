package org.caraway.testing.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * Shows the database a clock that is ahead of the real one. Caraway compares and assigns times by the database's clock
 * only, so statements, and the defaults of columns, are given another expression for it. Thread-safe; the clock moves
 * while no statement runs.
 */
final class ShiftedClock {

    private static final Pattern NOW = Pattern.compile("\\bCURRENT_TIMESTAMP\\b");

    private final DataSource real;
    private volatile Duration ahead = Duration.ZERO;

    ShiftedClock(DataSource real) {
        this.real = real;
    }

    Duration ahead() {
        return ahead;
    }

    /** Moves the clock, and with it the defaults of all columns. */
    void set(Duration duration) throws SQLException {
        ahead = duration;
        try (Connection connection = real.getConnection();
                Statement statement = connection.createStatement()) {
            for (String column : columns(connection)) {
                statement.execute("ALTER TABLE " + column + " SET DEFAULT " + now());
            }
        }
    }

    private List<String> columns(Connection connection) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("""
                        SELECT table_name, column_name
                          FROM information_schema.columns
                         WHERE column_default LIKE '%CURRENT_TIMESTAMP%'
                           AND LOWER(table_name) <> 'caraway_schema_history'
                           AND table_schema = CURRENT_SCHEMA""");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                columns.add('"' + row.getString(1) + "\" ALTER COLUMN \"" + row.getString(2) + '"');
            }
        }
        return columns;
    }

    private String now() {
        return ahead.isZero()
                ? "CURRENT_TIMESTAMP"
                : "DATEADD(MILLISECOND, " + ahead.toMillis() + ", CURRENT_TIMESTAMP)";
    }

    private String shifted(String sql) {
        return ahead.isZero() ? sql : NOW.matcher(sql).replaceAll(now());
    }

    /** The same data source, whose statements see the clock. */
    DataSource source() {
        return shifting(DataSource.class, real);
    }

    private <T> T shifting(Class<T> type, T target) {
        return Proxies.of(type, (method, arguments) -> {
            if (arguments.length > 0 && arguments[0] instanceof String sql && takesSql(method.getName())) {
                arguments[0] = shifted(sql);
            }
            Object answer = method.invoke(target, arguments);
            if (answer instanceof Connection connection && method.getName().equals("getConnection")) {
                return shifting(Connection.class, connection);
            }
            if (answer instanceof Statement statement && method.getName().equals("createStatement")) {
                return shifting(Statement.class, statement);
            }
            return answer;
        });
    }

    private static boolean takesSql(String method) {
        return method.startsWith("prepare") || method.startsWith("execute") || method.equals("addBatch");
    }
}
