package org.caraway.internal.store.park;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.jdbc.ByIds;
import org.caraway.internal.store.jdbc.SqlFailures;
import org.jspecify.annotations.Nullable;

/** The rows of signals and of parked tasks. Confined to one transaction. */
final class SignalRows {

    private final Connection connection;
    private final Dialect dialect;

    SignalRows(Connection connection, Dialect dialect) {
        this.connection = connection;
        this.dialect = dialect;
    }

    private static final String INSERT = """
            INSERT INTO caraway_signal (task_id, name, payload, timed_out, sent_by, noticed)
            VALUES (?, ?, ?, ?, ?, true)""";

    /**
     * Inserts the row that decides the wait for a signal; false if another has.
     *
     * @param payload null for a wait that timed out
     */
    boolean insert(UUID task, String name, @Nullable String payload, @Nullable String by) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT + dialect.unlessTaken())) {
            insert.setObject(1, task);
            insert.setString(2, name);
            dialect.setJson(insert, 3, payload);
            insert.setBoolean(4, payload == null);
            insert.setString(5, by);
            return SqlFailures.insertedOne(insert);
        }
    }

    private static final String COUNT = """
            SELECT COUNT(*)
              FROM caraway_signal
             WHERE task_id = ?""";

    int count(UUID task) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(COUNT)) {
            select.setObject(1, task);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    private static final String TIMED_OUT = """
            SELECT timed_out
              FROM caraway_signal
             WHERE task_id = ?
               AND name = ?""";

    boolean timedOut(UUID task, String name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(TIMED_OUT)) {
            select.setObject(1, task);
            select.setString(2, name);
            try (ResultSet row = select.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private static final String WAKE = """
            UPDATE caraway_active
               SET state = 'PENDING', run_at = %s, awaits = NULL, wake_at = NULL
             WHERE id = ANY (?)
               AND state = 'WAITING'
               AND awaits IS NOT NULL""";

    /** The steps of paused workflows wait for their resumption instead. */
    private static final String PUT_ASIDE = """
            UPDATE caraway_active
               SET release_at = CURRENT_TIMESTAMP, release_delay = NULL, awaits = NULL, wake_at = NULL
             WHERE id = ANY (?)
               AND state = 'WAITING'
               AND awaits IS NOT NULL
               AND EXISTS (
                   SELECT 1
                     FROM caraway_workflow AS workflow
                    WHERE workflow.id = caraway_active.workflow_id
                      AND workflow.paused)""";

    /** Makes parked tasks due; their rows are locked. */
    void wake(Collection<UUID> tasks) throws SQLException {
        ByIds.update(connection, PUT_ASIDE, tasks);
        ByIds.update(connection, WAKE.formatted(dialect.clock()), tasks);
    }

    private static final String ANSWERED = """
            SELECT task.id, task.name, task.queue, task.awaits
              FROM caraway_active AS task
              JOIN caraway_signal AS sent ON sent.task_id = task.id AND task.awaits = 'signal:' || sent.name
             WHERE task.id = ANY (?)
               AND task.state = 'WAITING'""";

    /** Those of these tasks whose signal is there. */
    List<ParkedTask> answered(Collection<UUID> tasks) throws SQLException {
        List<ParkedTask> answered = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(ANSWERED)) {
            select.setArray(1, connection.createArrayOf("uuid", tasks.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    answered.add(ParkedTask.read(row));
                }
            }
        }
        return answered;
    }
}
