package org.caraway.internal.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.caraway.TaskError;
import org.jspecify.annotations.Nullable;

/** Values that several tables have, read from the present row. Stateless. */
public final class RowValues {

    private RowValues() {}

    /** The value of a column that is never null. */
    public static Instant requiredInstant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static @Nullable public Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /**
     * Of the columns {@code error_type}, {@code error_message} and {@code error_trace}; null where there is no type.
     */
    static @Nullable public TaskError error(ResultSet row) throws SQLException {
        String type = row.getString("error_type");
        String trace = row.getString("error_trace");
        return type == null ? null : new TaskError(type, row.getString("error_message"), trace == null ? "" : trace);
    }
}
