package org.caraway.internal.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import org.caraway.Progress;
import org.jspecify.annotations.Nullable;

/** The three parameters of a progress report. */
final class ReportParameters {

    private ReportParameters() {}

    /** Sets current, total and message from this index on; null leaves what is stored. */
    static void set(PreparedStatement statement, int index, @Nullable Progress progress) throws SQLException {
        statement.setObject(index, progress == null ? null : progress.current(), Types.BIGINT);
        statement.setObject(index + 1, progress == null ? null : progress.total(), Types.BIGINT);
        statement.setString(index + 2, progress == null ? null : progress.message());
    }
}
