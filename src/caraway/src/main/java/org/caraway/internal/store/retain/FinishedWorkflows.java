package org.caraway.internal.store.retain;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.caraway.internal.store.finish.FinishedTasks;
import org.caraway.internal.store.jdbc.ByIds;
import org.caraway.internal.store.jdbc.Intervals;

/**
 * Deletes workflows of which no task is live any more, each as a whole. Confined to one transaction.
 *
 * <p>A workflow is kept until the longest retention of its steps has passed since the last of them was finished; groups
 * and steps that never ran have none of their own. A workflow that is to be kept is checked again when it may be over,
 * or after a tenth of the retention, because steps may be run again or enqueued meanwhile. The row of the workflow is
 * locked: so is it for everything else that begins on a finished workflow.
 */
final class FinishedWorkflows {

    private static final double CHECKS = 10;

    private final Connection connection;
    private final FinishedTasks tasks;

    FinishedWorkflows(Connection connection) {
        this.connection = connection;
        tasks = new FinishedTasks(connection);
    }

    static final String DUE = """
            SELECT id
              FROM caraway_workflow
             WHERE check_at <= CURRENT_TIMESTAMP
             ORDER BY check_at
             LIMIT ?
               FOR UPDATE SKIP LOCKED""";

    /** Deletes about as many tasks of workflows whose retention has passed, and returns how many. */
    int prune(Duration age, int limit) throws SQLException {
        List<UUID> due = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(DUE)) {
            select.setInt(1, limit);
            ids(select, due);
        }
        if (due.isEmpty()) {
            return 0;
        }
        mark(due, age);
        int pruned = 0;
        for (UUID id : ByIds.select(connection, OVER, due)) {
            if (pruned >= limit) {
                break;
            }
            pruned += delete(id, limit - pruned);
        }
        return pruned;
    }

    /**
     * The epoch is used, because databases disagree about the difference of two instants. A workflow without tasks has
     * no last end: its tasks were deleted by a SQL client.
     */
    private static final String MARK = """
            UPDATE caraway_workflow
               SET pruned = COALESCE((
                       SELECT MAX(EXTRACT(EPOCH FROM task.finished_at))
                              + COALESCE(MAX(CASE WHEN task.cause_id IS NULL AND task.state <> 'SKIPPED'
                                                       AND task.name <> 'caraway.group'
                                                  THEN COALESCE(EXTRACT(EPOCH FROM task.retain_until)
                                                                - EXTRACT(EPOCH FROM task.finished_at), ?) END), ?)
                         FROM caraway_finished AS task
                        WHERE task.workflow_id = caraway_workflow.id)
                       < EXTRACT(EPOCH FROM CURRENT_TIMESTAMP), TRUE)
             WHERE id = ANY (?)
               AND NOT pruned
               AND NOT EXISTS (
                   SELECT 1
                     FROM caraway_active AS task
                    WHERE task.workflow_id = caraway_workflow.id)""";

    private static final String LATER = """
            UPDATE caraway_workflow
               SET check_at = CURRENT_TIMESTAMP + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND
             WHERE id = ANY (?)
               AND NOT pruned""";

    private void mark(List<UUID> due, Duration age) throws SQLException {
        double seconds = Intervals.seconds(age);
        try (PreparedStatement mark = connection.prepareStatement(MARK);
                PreparedStatement later = connection.prepareStatement(LATER)) {
            mark.setDouble(1, seconds);
            mark.setDouble(2, seconds);
            mark.setArray(3, connection.createArrayOf("uuid", due.toArray()));
            mark.executeUpdate();
            later.setDouble(1, seconds / CHECKS);
            later.setArray(2, connection.createArrayOf("uuid", due.toArray()));
            later.executeUpdate();
        }
    }

    private static final String OVER = """
            SELECT id
              FROM caraway_workflow
             WHERE id = ANY (?)
               AND pruned""";

    private static final String TASKS = """
            SELECT id
              FROM caraway_finished
             WHERE workflow_id = ?
             LIMIT ?""";

    private static final String REMOVE_GROUPS = """
            DELETE FROM caraway_group
             WHERE id = ANY (?)""";

    private static final String REMOVE = """
            DELETE FROM caraway_workflow
             WHERE id = ?""";

    /** Deletes at most so many finished tasks of the workflow, and with the last its row; its row is locked. */
    int delete(UUID workflow, int limit) throws SQLException {
        List<UUID> some = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(TASKS)) {
            select.setObject(1, workflow);
            select.setInt(2, limit);
            ids(select, some);
        }
        if (!some.isEmpty()) {
            tasks.delete(some);
            ByIds.update(connection, REMOVE_GROUPS, some);
        }
        if (some.size() < limit) {
            try (PreparedStatement remove = connection.prepareStatement(REMOVE)) {
                remove.setObject(1, workflow);
                remove.executeUpdate();
            }
        }
        return some.size();
    }

    private static void ids(PreparedStatement select, Collection<UUID> ids) throws SQLException {
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                ids.add(row.getObject(1, UUID.class));
            }
        }
    }
}
