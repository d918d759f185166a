package org.caraway.internal.store.durable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.caraway.internal.store.complete.LockedRows;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.jdbc.FencingToken;
import org.caraway.internal.store.jdbc.Intervals;
import org.caraway.internal.store.jdbc.RowValues;
import org.caraway.internal.store.model.ClaimedTask;
import org.jspecify.annotations.Nullable;

/**
 * {@link DurableSteps} in {@code caraway_step}. Thread-safe.
 *
 * <p>A statement that only reads the token is no fence: between it and its commit, the lease may end and another worker
 * may begin, which then does not see the row. So the statement locks the task's row, for which a claim waits. In a
 * task's own transaction its completion checks the token under the lock anyway, before the commit; there the row stays
 * free for reports and revocations.
 */
public final class JdbcDurableSteps implements DurableSteps {

    private static final Comparator<CursorPosition> BY_ID =
            Comparator.comparing(position -> position.task().id());

    private final Connections connections;
    private final Dialect dialect;
    private final String insertion;
    private final String update;

    public JdbcDurableSteps(Connections connections, Dialect dialect) {
        this.connections = connections;
        this.dialect = dialect;
        insertion = INSERT.formatted(dialect.clock());
        update = UPDATE.formatted(dialect.clock());
    }

    @Override
    public @Nullable Object transactionKey() {
        return connections.transactionKey();
    }

    private static final String READ = """
            SELECT name, kind, result, attempt, started_at, finished_at
              FROM caraway_step
             WHERE task_id = ?
             ORDER BY finished_at, name""";

    @Override
    public List<StoredStep> storedSteps(UUID task) {
        return connections.joiningOne("The steps of task " + task + " were not read", connection -> {
            List<StoredStep> steps = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(READ)) {
                select.setObject(1, task);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        steps.add(step(row));
                    }
                }
            }
            return steps;
        });
    }

    private static StoredStep step(ResultSet row) throws SQLException {
        return new StoredStep(
                row.getString("name"),
                StoredStep.Kind.valueOf(row.getString("kind")),
                row.getString("result"),
                row.getInt("attempt"),
                RowValues.requiredInstant(row, "started_at"),
                RowValues.requiredInstant(row, "finished_at"));
    }

    private static final String INSERT = """
            INSERT INTO caraway_step (task_id, name, kind, result, attempt, started_at)
            SELECT task.id, CAST(? AS varchar), CAST(? AS varchar), ?, task.attempt,
                   %s - CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND
              FROM caraway_active AS task
             WHERE task.id = ? AND task.worker_id = ? AND task.attempt = ? AND task.state = 'STARTED'
               AND NOT EXISTS (
                   SELECT 1
                     FROM caraway_step AS stored
                    WHERE stored.task_id = ?
                      AND stored.name = ?)""";

    private static final String LOCKING = """

               FOR UPDATE OF task""";

    /** After an insert whose answer was lost; or a SQL client has used the id of the task before. */
    private static final String UPDATE = """
            UPDATE caraway_step
               SET kind = ?, result = ?, attempt = ?, finished_at = %s
             WHERE task_id = ?
               AND name = ?
               AND EXISTS (
                   SELECT 1
                     FROM caraway_active AS task
                    WHERE task.id = ? AND task.worker_id = ? AND task.attempt = ? AND task.state = 'STARTED')""";

    @Override
    public boolean storeStep(ClaimedTask task, FinishedStep step, boolean rechecked) {
        String purpose = "Step '" + step.name() + "' of task " + task.id() + " was not stored";
        return connections.joiningOne(purpose, connection -> inserted(connection, task, step, rechecked))
                || connections.joining(purpose, connection -> updated(connection, task, step, rechecked));
    }

    private boolean inserted(Connection connection, ClaimedTask task, FinishedStep step, boolean rechecked)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(rechecked ? insertion : insertion + LOCKING)) {
            insert.setString(1, step.name());
            insert.setString(2, step.kind().name());
            dialect.setJson(insert, 3, step.value());
            insert.setDouble(4, Intervals.seconds(step.took()));
            FencingToken.set(insert, 5, task);
            insert.setObject(8, task.id());
            insert.setString(9, step.name());
            return insert.executeUpdate() == 1;
        }
    }

    private boolean updated(Connection connection, ClaimedTask task, FinishedStep step, boolean rechecked)
            throws SQLException {
        if (!rechecked && !locked(connection, task)) {
            return false;
        }
        try (PreparedStatement change = connection.prepareStatement(update)) {
            change.setString(1, step.kind().name());
            dialect.setJson(change, 2, step.value());
            change.setInt(3, task.attempt());
            change.setObject(4, task.id());
            change.setString(5, step.name());
            FencingToken.set(change, 6, task);
            return change.executeUpdate() == 1;
        }
    }

    private static final String LOCK = """
            SELECT 1
              FROM caraway_active
             WHERE id = ? AND worker_id = ? AND attempt = ? AND state = 'STARTED'
               FOR UPDATE""";

    private static boolean locked(Connection connection, ClaimedTask task) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            FencingToken.set(lock, 1, task);
            try (ResultSet row = lock.executeQuery()) {
                return row.next();
            }
        }
    }

    @Override
    public boolean storeCursor(CursorPosition position, boolean rechecked) {
        return connections.joining(
                "The cursor of task " + position.task().id() + " was not stored",
                connection -> store(connection, position, rechecked));
    }

    @Override
    public Set<UUID> storeCursors(List<CursorPosition> positions, Predicate<CursorPosition> latest) {
        List<CursorPosition> sorted = positions.stream().sorted(BY_ID).toList();
        List<ClaimedTask> tasks = sorted.stream().map(CursorPosition::task).toList();
        return connections.alone("The cursors of " + positions.size() + " tasks were not stored", connection -> {
            LockedRows rows = LockedRows.lock(connection, tasks);
            for (CursorPosition position : sorted) {
                if (rows.free().contains(position.task().id()) && latest.test(position)) {
                    store(connection, position, true);
                }
            }
            return rows.locked();
        });
    }

    /** A cursor moves often, so the row is there as a rule. */
    private boolean store(Connection connection, CursorPosition position, boolean rechecked) throws SQLException {
        FinishedStep cursor =
                new FinishedStep(StoredStep.CURSOR, StoredStep.Kind.CURSOR, position.value(), Duration.ZERO);
        return updated(connection, position.task(), cursor, rechecked)
                || inserted(connection, position.task(), cursor, rechecked);
    }
}
