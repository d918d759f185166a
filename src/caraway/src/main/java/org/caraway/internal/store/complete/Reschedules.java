package org.caraway.internal.store.complete;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.caraway.TaskError;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.jdbc.FencingToken;
import org.caraway.internal.store.jdbc.Intervals;
import org.caraway.internal.store.jdbc.ReportParameters;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.AttemptReport;
import org.caraway.internal.store.model.ClaimedTask;

/** Reschedules tasks that are to run again, under their fencing tokens. Thread-safe. */
final class Reschedules {

    private final Dialect dialect;

    Reschedules(Dialect dialect) {
        this.dialect = dialect;
    }

    private static final String PUT_BACK = """
            UPDATE caraway_active
               SET state = ?, run_at = CASE WHEN ? THEN NULL
                                            ELSE CURRENT_TIMESTAMP
                                                + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND END,
                   retries = retries + ?, deliveries = deliveries + ?,
                   outage_since = CASE WHEN ? THEN COALESCE(outage_since, CURRENT_TIMESTAMP)
                                       WHEN ? THEN outage_since END,
                   worker_id = NULL, limited = NULL,
                   error_type = ?, error_message = ?, error_trace = ?,
                   progress_current = COALESCE(?, progress_current), progress_total = COALESCE(?, progress_total),
                   progress_message = CASE WHEN CAST(? AS BIGINT) IS NULL THEN progress_message ELSE ? END,
                   phase = COALESCE(?, phase),
                   partial_result = COALESCE(?, partial_result)
             WHERE id = ? AND worker_id = ? AND attempt = ? AND state = 'STARTED' AND revoke_mode IS NULL""";

    private static final String KEEP_ATTEMPT = """
            INSERT INTO caraway_attempt (task_id, attempt, worker_id, started_at, outcome, error_type, error_message,
                                         error_trace)
            SELECT id, attempt, ?, started_at, ?, error_type, error_message, error_trace
              FROM caraway_active
             WHERE id = ?""";

    /** Returns the ids of the tasks whose tokens held and that have not been revoked. */
    Set<UUID> write(Connection connection, List<AttemptCompletion> completions) throws SQLException {
        Set<UUID> written = new HashSet<>();
        try (PreparedStatement update = connection.prepareStatement(PUT_BACK);
                PreparedStatement attempt = connection.prepareStatement(KEEP_ATTEMPT)) {
            for (AttemptCompletion completion : completions) {
                bind(update, completion);
                update.addBatch();
            }
            int[] counts = update.executeBatch();
            for (int i = 0; i < counts.length; i++) {
                ClaimedTask task = completions.get(i).task();
                if (counts[i] == 1) {
                    String outcome = completions.get(i).next().attemptOutcome();
                    if (outcome != null) {
                        attempt.setString(1, task.workerId());
                        attempt.setString(2, outcome);
                        attempt.setObject(3, task.id());
                        attempt.addBatch();
                    }
                    written.add(task.id());
                }
            }
            attempt.executeBatch();
        }
        AttemptHistory.trim(
                connection,
                completions.stream()
                        .map(AttemptCompletion::task)
                        .filter(task -> written.contains(task.id()))
                        .toList());
        return written;
    }

    private void bind(PreparedStatement update, AttemptCompletion completion) throws SQLException {
        Transition next = completion.next();
        TaskError error = next.error();
        update.setString(1, next.state().name());
        update.setBoolean(2, next.parking() != null);
        update.setDouble(3, Intervals.seconds(next.rescheduleDelay().orElseThrow()));
        update.setInt(4, next.retriesUsed());
        update.setInt(5, next.deliveriesUsed());
        update.setBoolean(6, next.inOutage());
        update.setBoolean(7, !next.counts());
        update.setString(8, error == null ? null : error.type());
        update.setString(9, error == null ? null : error.message());
        update.setString(10, error == null ? null : error.trace());
        AttemptReport reports = completion.reports();
        ReportParameters.set(update, 11, reports);
        dialect.setJson(update, 11 + ReportParameters.COUNT, reports == null ? null : reports.partialResult());
        FencingToken.set(update, 12 + ReportParameters.COUNT, completion.task());
    }
}
