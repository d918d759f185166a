package org.caraway.internal.store.complete;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.caraway.internal.lifecycle.StorableText;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.jdbc.FencingToken;
import org.caraway.internal.store.jdbc.ReportParameters;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.LogLine;
import org.caraway.internal.store.model.RunningReport;
import org.jspecify.annotations.Nullable;

/**
 * Writes the reports of running attempts. Thread-safe. Rows are changed in the order of their ids, as {@link
 * JdbcCompletions} does.
 */
public final class JdbcAttemptReports implements AttemptReports {

    private static final Comparator<RunningReport> BY_ID =
            Comparator.comparing(report -> report.task().id());

    private final Connections connections;
    private final Dialect dialect;

    public JdbcAttemptReports(Connections connections, Dialect dialect) {
        this.connections = connections;
        this.dialect = dialect;
    }

    /**
     * No row, no report: the attempt has finished, and its completion has the last report, or it has lost its lease.
     */
    private static final String REPORT = """
            UPDATE caraway_active
               SET progress_current = COALESCE(?, progress_current), progress_total = COALESCE(?, progress_total),
                   progress_message = CASE WHEN CAST(? AS BIGINT) IS NULL THEN progress_message ELSE ? END,
                   phase = COALESCE(?, phase),
                   partial_result = COALESCE(?, partial_result)
             WHERE id = ? AND worker_id = ? AND attempt = ? AND state = 'STARTED'""";

    @Override
    public Set<UUID> report(List<RunningReport> reports) {
        List<RunningReport> sorted = reports.stream().sorted(BY_ID).toList();
        List<ClaimedTask> tasks = sorted.stream().map(RunningReport::task).toList();
        return connections.alone("The progress of " + reports.size() + " tasks was not written", connection -> {
            LockedRows rows = LockedRows.lock(connection, tasks);
            write(
                    connection,
                    sorted.stream()
                            .filter(report -> rows.free().contains(report.task().id()))
                            .toList());
            return rows.locked();
        });
    }

    private void write(Connection connection, List<RunningReport> reports) throws SQLException {
        if (!reports.isEmpty()) {
            try (PreparedStatement update = connection.prepareStatement(REPORT)) {
                for (RunningReport report : reports) {
                    ReportParameters.set(update, 1, report.report());
                    dialect.setJson(
                            update, 1 + ReportParameters.COUNT, report.report().partialResult());
                    FencingToken.set(update, 2 + ReportParameters.COUNT, report.task());
                    update.addBatch();
                }
                update.executeBatch();
            }
        }
    }

    private static final String LOG = """
            INSERT INTO caraway_log (task_id, attempt, logged_at, level, logger, line)
            VALUES (?, ?, ?, ?, ?, ?)""";

    /**
     * Log lines are written after their attempt has finished, too; those of an attempt that lost its lease are dropped.
     */
    @Override
    public void log(List<LogLine> lines) {
        connections.alone(lines.size() + " log lines were not written", connection -> {
            Map<UUID, Set<Integer>> kept = new ValidAttempts(connection).of(lines);
            try (PreparedStatement insert = connection.prepareStatement(LOG)) {
                for (LogLine line : lines) {
                    if (kept.getOrDefault(line.task().id(), Set.of())
                            .contains(line.task().attempt())) {
                        bind(insert, line);
                        insert.addBatch();
                    }
                }
                return insert.executeBatch();
            }
        });
    }

    private static void bind(PreparedStatement insert, LogLine line) throws SQLException {
        insert.setObject(1, line.task().id());
        insert.setInt(2, line.task().attempt());
        insert.setObject(3, line.at().atOffset(ZoneOffset.UTC));
        insert.setString(4, line.level() == null ? null : line.level().name());
        insert.setString(5, storable(line.logger()));
        insert.setString(6, storable(line.line()));
    }

    private static @Nullable String storable(@Nullable String text) {
        return text == null ? null : StorableText.of(text);
    }
}
