package org.caraway.internal.store.recover;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.caraway.internal.store.finish.FinishedInsert;
import org.caraway.internal.store.finish.Retentions;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.model.FinishedTask;
import org.caraway.internal.store.workflow.Advance;
import org.caraway.internal.store.workflow.WorkerlessFinish;
import org.jspecify.annotations.Nullable;

/** Expires tasks that have waited beyond their expiry. Thread-safe. */
public final class JdbcExpiries implements Expiries {

    private final Connections connections;
    private final WorkerlessFinish finish;

    public JdbcExpiries(Connections connections, WorkerlessFinish finish) {
        this.connections = connections;
        this.finish = finish;
    }

    /**
     * Leaves out tasks that have been revoked: the scan for revocations finishes them. A row that a SQL client has
     * finished under the same id is left unchanged: it could not be moved.
     */
    static final String EXPIRED = """
            SELECT id, name, queue, attempt, retries, root_id, parent_id, created_by, context, options
              FROM caraway_active
             WHERE expires_at <= CURRENT_TIMESTAMP
               AND state IN ('PENDING', 'RETRY', 'WAITING')
               AND revoke_mode IS NULL
               AND (SELECT finished.state
                      FROM caraway_finished AS finished
                     WHERE finished.id = caraway_active.id) IS NULL
             ORDER BY expires_at
             LIMIT ?
               FOR UPDATE SKIP LOCKED""";

    private static final String KEEP = FinishedInsert.ofLive("'EXPIRED'").from("""
            FROM caraway_active
            WHERE id = ?""");

    private static final String REMOVE = """
            DELETE FROM caraway_active
             WHERE id = ?""";

    @Override
    public EndedTasks expire(int limit) {
        return connections.alone("Tasks were not expired", connection -> {
            List<Found> found = found(connection, limit);
            if (found.isEmpty()) {
                return EndedTasks.NONE;
            }
            Set<UUID> admitted = finish.admitted(connection, ids(found));
            found.removeIf(one -> !admitted.contains(one.task().id()));
            move(connection, found);
            Advance advance = finish.after(connection, ids(found));
            return new EndedTasks(found.stream().map(Found::task).toList(), advance);
        });
    }

    private static List<UUID> ids(List<Found> found) {
        return found.stream().map(one -> one.task().id()).toList();
    }

    private record Found(FinishedTask task, @Nullable Duration retention) {}

    private List<Found> found(Connection connection, int limit) throws SQLException {
        List<Found> found = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(EXPIRED)) {
            select.setInt(1, limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(new Found(
                            FinishedTask.read(row, null),
                            finish.retention(row.getString("name"), row.getString("options"))));
                }
            }
        }
        return found;
    }

    private static void move(Connection connection, List<Found> all) throws SQLException {
        try (PreparedStatement keep = connection.prepareStatement(KEEP);
                PreparedStatement remove = connection.prepareStatement(REMOVE)) {
            for (Found found : all) {
                Retentions.set(keep, 1, found.retention());
                keep.setObject(2, found.task().id());
                keep.addBatch();
                remove.setObject(1, found.task().id());
                remove.addBatch();
            }
            keep.executeBatch();
            remove.executeBatch();
        }
    }
}
