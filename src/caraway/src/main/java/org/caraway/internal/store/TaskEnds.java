package org.caraway.internal.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.caraway.Progress;
import org.caraway.TaskState;
import org.caraway.internal.lifecycle.NextStep;
import org.jspecify.annotations.Nullable;

/**
 * Writes what came of attempts, always under their fencing tokens. Thread-safe. Rows are touched in the order of their ids, so
 * that two batches cannot wait for each other in a circle.
 */
final class TaskEnds {

    private static final Comparator<AttemptEnd> BY_ID =
            Comparator.comparing(end -> end.task().id());

    private final Connections connections;
    private final Dialect dialect;

    TaskEnds(Connections connections, Dialect dialect) {
        this.connections = connections;
        this.dialect = dialect;
    }

    Set<UUID> end(List<AttemptEnd> ends) {
        return connections.joining(purpose(ends), connection -> write(connection, ends, null));
    }

    EndsWritten endUnlocked(List<AttemptEnd> ends, Duration patience) {
        return connections.alone(purpose(ends), new UnlockedEnds(this, ends, patience)::write);
    }

    private static String purpose(List<AttemptEnd> ends) {
        return "The ends of " + ends.size() + " attempts were not written";
    }

    /**
     * Writes them in this transaction and returns the ids of those whose token does not hold.
     *
     * @param patience how long to wait for each lock, as far as the database can be told; null for as long as it does by itself
     */
    Set<UUID> write(Connection connection, List<AttemptEnd> ends, @Nullable Duration patience) throws SQLException {
        List<FinishedRow> finished = new ArrayList<>();
        List<AttemptEnd> again = new ArrayList<>();
        ends.stream().sorted(BY_ID).forEach(end -> sort(end, finished, again));
        Set<UUID> lost = new HashSet<>();
        ends.forEach(end -> lost.add(end.task().id()));
        if (!finished.isEmpty()) {
            lost.removeAll(dialect.finish(connection, finished, patience));
        } else if (patience != null) {
            dialect.boundLockWaits(connection, patience);
        }
        if (!again.isEmpty()) {
            lost.removeAll(retry(connection, again));
        }
        return lost;
    }

    private static void sort(AttemptEnd end, List<FinishedRow> finished, List<AttemptEnd> again) {
        if (end.next() instanceof NextStep.Succeed done) {
            finished.add(new FinishedRow(end.task(), TaskState.SUCCESS, null, done.result(), null, end.reports()));
        } else if (end.next() instanceof NextStep.Fail fail) {
            finished.add(new FinishedRow(
                    end.task(), TaskState.FAILURE, TaskState.FAILURE.name(), null, fail.error(), end.reports()));
        } else {
            again.add(end);
        }
    }

    private static final String RETRY = """
            UPDATE caraway_active
               SET state = 'RETRY', run_at = CURRENT_TIMESTAMP + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND,
                   retries = retries + ?, deliveries = deliveries + ?, worker_id = NULL, counted = NULL, error_type = ?, error_message = ?, error_trace = ?,
                   progress_current = COALESCE(?, progress_current), progress_total = COALESCE(?, progress_total),
                   progress_message = CASE WHEN CAST(? AS BIGINT) IS NULL THEN progress_message ELSE ? END,
                   partial_result = COALESCE(?, partial_result)
             WHERE id = ? AND worker_id = ? AND attempt = ? AND state = 'STARTED'""";

    private static final String KEEP_ATTEMPT = """
            INSERT INTO caraway_attempt (task_id, attempt, worker_id, started_at, outcome, error_type, error_message,
                                         error_trace)
            SELECT id, attempt, ?, started_at, ?, error_type, error_message, error_trace
              FROM caraway_active
             WHERE id = ?""";

    private Set<UUID> retry(Connection connection, List<AttemptEnd> ends) throws SQLException {
        Set<UUID> written = new HashSet<>();
        try (PreparedStatement update = connection.prepareStatement(RETRY);
                PreparedStatement attempt = connection.prepareStatement(KEEP_ATTEMPT)) {
            for (AttemptEnd end : ends) {
                bindRetry(update, end);
                update.addBatch();
            }
            int[] counts = update.executeBatch();
            for (int i = 0; i < counts.length; i++) {
                ClaimedTask task = ends.get(i).task();
                if (counts[i] == 1) {
                    attempt.setString(1, task.workerId());
                    attempt.setString(2, outcomeOf(ends.get(i)));
                    attempt.setObject(3, task.id());
                    attempt.addBatch();
                    written.add(task.id());
                }
            }
            attempt.executeBatch();
        }
        return written;
    }

    private static String outcomeOf(AttemptEnd end) {
        return switch (((NextStep.RunAgain) end.next()).against()) {
            case RETRIES -> "RETRY";
            case DELIVERIES -> FinishedRow.LOST;
        };
    }

    private void bindRetry(PreparedStatement update, AttemptEnd end) throws SQLException {
        NextStep.RunAgain again = (NextStep.RunAgain) end.next();
        update.setDouble(1, TaskInserts.seconds(again.delay()));
        update.setInt(2, again.against() == NextStep.Against.RETRIES ? 1 : 0);
        update.setInt(3, again.against() == NextStep.Against.DELIVERIES ? 1 : 0);
        update.setString(4, again.error().type());
        update.setString(5, again.error().message());
        update.setString(6, again.error().trace());
        AttemptReport reports = end.reports();
        Progress progress = reports == null ? null : reports.progress();
        ReportParameters.set(update, 7, progress);
        dialect.setJson(update, 7 + ReportParameters.COUNT, reports == null ? null : reports.partialResult());
        Tokens.set(update, 8 + ReportParameters.COUNT, end.task());
    }
}
