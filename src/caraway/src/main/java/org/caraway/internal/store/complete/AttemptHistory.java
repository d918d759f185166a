package org.caraway.internal.store.complete;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.caraway.internal.store.model.ClaimedTask;

/**
 * Bounds what the tables keep of a live task that is retried again and again: the first {@value #KEPT} attempts and the
 * last {@value #KEPT} or more, with their log lines. Confined to one transaction.
 *
 * <p>Each {@value #KEPT}th attempt deletes those between, so that one deletion stands for many attempts, and at most
 * three times as many rows exist.
 */
public final class AttemptHistory {

    static final int KEPT = 50;

    private AttemptHistory() {}

    private static final String TRIM_ATTEMPTS = """
            DELETE FROM caraway_attempt
             WHERE task_id = ?
               AND attempt > ?
               AND attempt <= ?""";

    private static final String TRIM_LINES = """
            DELETE FROM caraway_log
             WHERE task_id = ?
               AND attempt > ?
               AND attempt <= ?""";

    /** After the rows of these attempts were inserted. */
    public static void trim(Connection connection, Collection<ClaimedTask> attempts) throws SQLException {
        List<ClaimedTask> due = attempts.stream()
                .filter(task -> task.attempt() > 2 * KEPT && task.attempt() % KEPT == 0)
                .toList();
        if (due.isEmpty()) {
            return;
        }
        for (String statement : List.of(TRIM_ATTEMPTS, TRIM_LINES)) {
            try (PreparedStatement delete = connection.prepareStatement(statement)) {
                for (ClaimedTask task : due) {
                    delete.setObject(1, task.id());
                    delete.setInt(2, KEPT);
                    delete.setInt(3, task.attempt() - KEPT);
                    delete.addBatch();
                }
                delete.executeBatch();
            }
        }
    }
}
