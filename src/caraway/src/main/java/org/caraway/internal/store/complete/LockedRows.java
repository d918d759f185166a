package org.caraway.internal.store.complete;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.caraway.internal.store.jdbc.ByIds;
import org.caraway.internal.store.model.ClaimedTask;

/**
 * The rows of live tasks, divided into those that this transaction could lock at once and those that another one has
 * locked. Immutable.
 *
 * <p>The locked rows are read without a lock, as they were last committed. A row is only called locked if the token
 * holds there: if it does not, another worker has the task, or the task is finished.
 *
 * @param free those that this transaction has locked, whatever their token
 * @param locked those that another transaction has locked, and whose token holds
 */
public record LockedRows(Set<UUID> free, Set<UUID> locked) {

    public LockedRows {
        free = Set.copyOf(free);
        locked = Set.copyOf(locked);
    }

    private static final String FREE = """
            SELECT id
              FROM caraway_active
             WHERE id = ANY (?)
               FOR UPDATE SKIP LOCKED""";

    /** Locks those rows that are free; waits for none. */
    public static LockedRows lock(Connection connection, Collection<ClaimedTask> tasks) throws SQLException {
        Set<UUID> rest = new HashSet<>();
        tasks.forEach(task -> rest.add(task.id()));
        Set<UUID> free = ByIds.select(connection, FREE, rest);
        rest.removeAll(free);
        return new LockedRows(free, rest.isEmpty() ? Set.of() : held(connection, rest, tasks));
    }

    private static final String HELD = """
            SELECT id, worker_id, attempt
              FROM caraway_active
             WHERE id = ANY (?)
               AND state = 'STARTED'""";

    private static Set<UUID> held(Connection connection, Set<UUID> ids, Collection<ClaimedTask> tasks)
            throws SQLException {
        Set<UUID> held = new HashSet<>();
        try (PreparedStatement select = connection.prepareStatement(HELD)) {
            select.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    UUID id = row.getObject(1, UUID.class);
                    if (anyHolds(tasks, id, row.getString(2), row.getInt(3))) {
                        held.add(id);
                    }
                }
            }
        }
        return held;
    }

    private static boolean anyHolds(Collection<ClaimedTask> tasks, UUID id, String workerId, int attempt) {
        return tasks.stream()
                .anyMatch(
                        task -> task.id().equals(id) && task.workerId().equals(workerId) && task.attempt() == attempt);
    }

    /** Those of these tasks whose rows this transaction has locked. */
    public List<ClaimedTask> freeOf(Collection<ClaimedTask> tasks) {
        return tasks.stream().filter(task -> free.contains(task.id())).toList();
    }
}
