package org.caraway.internal.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import org.caraway.Progress;
import org.jspecify.annotations.Nullable;

/** The parameters of a progress report. */
final class ReportParameters {

    /** How many there are. */
    static final int COUNT = 4;

    private ReportParameters() {}

    /**
     * Sets current, total, current once more and message from this index on. All are null to leave what is stored; the second
     * current tells a report without a message, which takes the old message away, from no report.
     */
    static void set(PreparedStatement statement, int index, @Nullable Progress progress) throws SQLException {
        statement.setObject(index, progress == null ? null : progress.current(), Types.BIGINT);
        statement.setObject(index + 1, progress == null ? null : progress.total(), Types.BIGINT);
        statement.setObject(index + 2, progress == null ? null : progress.current(), Types.BIGINT);
        statement.setString(index + 3, progress == null ? null : progress.message());
    }
}
