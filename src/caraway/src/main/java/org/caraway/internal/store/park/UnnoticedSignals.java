package org.caraway.internal.store.park;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.jdbc.ByIds;

/**
 * Signals that SQL clients have inserted. Confined to one transaction. Those to tasks that do not exist are deleted.
 */
final class UnnoticedSignals {

    private final Connection connection;
    private final Dialect dialect;

    UnnoticedSignals(Connection connection, Dialect dialect) {
        this.connection = connection;
        this.dialect = dialect;
    }

    static final String FIND = """
            SELECT task_id
              FROM caraway_signal
             WHERE noticed = FALSE
             ORDER BY task_id
             LIMIT ?""";

    private static final String LOCK = """
            SELECT id
              FROM caraway_active
             WHERE id = ANY (?)
             ORDER BY id
               FOR UPDATE SKIP LOCKED""";

    private static final String FINISHED = """
            SELECT id
              FROM caraway_finished
             WHERE id = ANY (?)""";

    private static final String LIVE = """
            SELECT id
              FROM caraway_active
             WHERE id = ANY (?)""";

    private static final String NOTE = """
            UPDATE caraway_signal
               SET noticed = true
             WHERE task_id = ANY (?)
               AND noticed = FALSE""";

    private static final String DELETE = """
            DELETE FROM caraway_signal
             WHERE task_id = ANY (?)
               AND noticed = FALSE""";

    /** Wakes the tasks that wait for them. A task whose row is locked is left to the next scan. */
    List<ParkedTask> notice(int limit) throws SQLException {
        Set<UUID> found = found(limit);
        if (found.isEmpty()) {
            return List.of();
        }
        Set<UUID> locked = ByIds.select(connection, LOCK, found);
        ByIds.update(
                connection, NOTE, locked); // before they are read: one that commits in between is left to the next scan
        SignalRows signals = new SignalRows(connection, dialect);
        List<ParkedTask> answered = locked.isEmpty() ? List.of() : signals.answered(locked);
        signals.wake(answered.stream().map(ParkedTask::id).toList());
        found.removeAll(locked);
        found.removeAll(ByIds.select(
                connection, LIVE, found)); // before the finished ones: a task that ends in between is found there
        Set<UUID> finished = ByIds.select(connection, FINISHED, found);
        ByIds.update(connection, NOTE, finished);
        found.removeAll(finished);
        ByIds.update(connection, DELETE, found);
        return answered;
    }

    private Set<UUID> found(int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(FIND)) {
            select.setInt(1, limit);
            return read(select);
        }
    }

    private static Set<UUID> read(PreparedStatement select) throws SQLException {
        List<UUID> ids = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                ids.add(row.getObject(1, UUID.class));
            }
        }
        return new HashSet<>(ids);
    }
}
