package org.caraway.internal.store.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import org.caraway.Progress;
import org.caraway.internal.store.model.AttemptReport;
import org.jspecify.annotations.Nullable;

/** The parameters of a progress report. */
public final class ReportParameters {

    /** The number of parameters. */
    public static final int COUNT = 5;

    private ReportParameters() {}

    /**
     * Sets current, total, current once more, message and phase from this index on. All are null to keep the stored
     * values; the second current distinguishes a report without a message, which removes the old message, from no
     * report.
     */
    public static void set(PreparedStatement statement, int index, @Nullable AttemptReport report) throws SQLException {
        Progress progress = report == null ? null : report.progress();
        statement.setObject(index, progress == null ? null : progress.current(), Types.BIGINT);
        statement.setObject(index + 1, progress == null ? null : progress.total(), Types.BIGINT);
        statement.setObject(index + 2, progress == null ? null : progress.current(), Types.BIGINT);
        statement.setString(index + 3, progress == null ? null : progress.message());
        statement.setString(index + 4, report == null ? null : report.phase());
    }
}
