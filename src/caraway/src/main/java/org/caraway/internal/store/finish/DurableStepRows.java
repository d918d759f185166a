package org.caraway.internal.store.finish;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.caraway.internal.store.jdbc.ByIds;

/** Forgets the durable steps of tasks that run again. Confined to one transaction. */
public final class DurableStepRows {

    private final Connection connection;

    /** Deletes in the transaction of this connection. */
    public DurableStepRows(Connection connection) {
        this.connection = connection;
    }

    private static final String ALL = """
            DELETE FROM caraway_step
             WHERE task_id = ANY (?)""";

    /** Forgets all steps of these tasks, with their cursors. */
    public void forget(Collection<UUID> tasks) throws SQLException {
        ByIds.update(connection, ALL, tasks);
    }

    private static final String NAMES = """
            SELECT name
              FROM caraway_step
             WHERE task_id = ?
               AND kind <> 'CURSOR'
             ORDER BY finished_at, name""";

    /** The names of the task's steps, in the order in which they were stored. */
    public List<String> names(UUID task) throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(NAMES)) {
            select.setObject(1, task);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    names.add(row.getString(1));
                }
            }
        }
        return names;
    }

    private static final String FROM = """
            DELETE FROM caraway_step
             WHERE task_id = ?
               AND finished_at >= (
                   SELECT chosen.finished_at
                     FROM caraway_step AS chosen
                    WHERE chosen.task_id = ?
                      AND chosen.name = ?)""";

    /** Forgets this step and what was stored after it, the cursor too if it has moved since. */
    public void forgetFrom(UUID task, String name) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(FROM)) {
            delete.setObject(1, task);
            delete.setObject(2, task);
            delete.setString(3, name);
            delete.executeUpdate();
        }
    }
}
