package org.caraway.internal.store.postgres;

import static java.lang.System.Logger.Level.DEBUG;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.jdbc.Intervals;
import org.caraway.internal.store.jdbc.SqlFailures;
import org.caraway.internal.store.retain.IdRange;

/**
 * Drops the partitions of days whose tasks have all been kept long enough. Thread-safe. A day with tasks of workflows
 * is kept until these are pruned with their workflows, which may be live or have tasks of later days.
 *
 * <p>First it checks, without a lock that would delay other sessions, whether the day contains anything to keep. If
 * not, the attempts and log lines of its ids are deleted in batches, while the tasks still exist: an overdue task may
 * lose them a moment before it is deleted. Those of live tasks are kept, however old the tasks are; when such a task
 * finishes, it moves to the default partition. Then the table is locked and checked again, because a task may have
 * finished or been requeued in between; rows added since the last batch are deleted, and the partition is dropped.
 * Everything from the last batch on is one transaction: if the process dies, nothing has changed.
 */
final class DayRemoval {

    private static final System.Logger LOG = System.getLogger(DayRemoval.class.getName());
    private static final String PURPOSE = "The finished tasks of a day were not dropped";

    private final Connections connections;
    private final Dialect dialect;

    DayRemoval(Connections connections, Dialect dialect) {
        this.connections = connections;
        this.dialect = dialect;
    }

    boolean drop(Duration retention, int limit) {
        Optional<DayPartition> found = connections.alone(PURPOSE, connection -> found(connection, retention));
        return found.isPresent()
                && connections.alone(PURPOSE, connection -> attempted(connection, found.get(), retention, limit));
    }

    private static Optional<DayPartition> found(Connection connection, Duration retention) throws SQLException {
        Instant now = DayPartitions.now(connection);
        for (DayPartition partition : DayPartition.all(connection)) {
            if (partition.owned() && partition.over(now, retention) && !isKept(connection, partition, retention)) {
                return Optional.of(partition);
            }
        }
        return Optional.empty();
    }

    /**
     * The latest are the last entries of the indexes. A query for late ones would read the whole table. An index has
     * the tasks of workflows only.
     */
    private static final String KEPT = """
            SELECT COALESCE(
                       (SELECT MAX(retain_until)
                          FROM %1$s)
                       >= CURRENT_TIMESTAMP, false)
                OR COALESCE(
                       (SELECT MAX(finished_at)
                          FROM %1$s
                         WHERE retain_until IS NULL)
                       >= CURRENT_TIMESTAMP - CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND, false)
                OR EXISTS (
                       SELECT 1
                         FROM %1$s
                        WHERE workflow_id IS NOT NULL)""";

    /** Reads the partition itself: so whatever its range, no task to keep is lost. */
    private static boolean isKept(Connection connection, DayPartition partition, Duration retention)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(KEPT.formatted(partition.table()))) {
            select.setDouble(1, Intervals.seconds(retention));
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /** Whether there is more to do at once. */
    private boolean attempted(Connection connection, DayPartition day, Duration retention, int limit)
            throws SQLException {
        try {
            if (!DayPartitions.takesTurn(connection)) {
                return false;
            }
            execute(connection, PLAN_EACH_TIME);
            if (deletesMore(connection, day.ids(), retention, limit)) {
                return true;
            }
            dialect.boundLockWaits(connection, DayPartitions.patience());
            lockAll(connection);
            if (isKept(connection, day, retention)) {
                return false;
            }
            if (!deletesMore(connection, day.ids(), retention, limit)) {
                execute(connection, DROP.formatted(day.table()));
                LOG.log(DEBUG, () -> "Dropped the finished tasks of " + day.day());
            }
            return true;
        } catch (SQLException failure) {
            if (!SqlFailures.lockNotAvailable(failure)) {
                throw failure;
            }
            connection.rollback();
            LOG.log(
                    DEBUG,
                    () -> "The finished tasks of " + day.day() + " are dropped in another round: "
                            + failure.getMessage());
            return false;
        }
    }

    /**
     * A plan for any retention would read the whole partition to find tasks to keep; the plan for this retention finds
     * at once that there are none.
     */
    private static final String PLAN_EACH_TIME = """
            SET LOCAL plan_cache_mode = force_custom_plan""";

    private static final String DROP = """
            DROP TABLE %s""";

    private static final String LOCK_ALL = """
            LOCK TABLE ONLY caraway_finished IN ACCESS EXCLUSIVE MODE""";

    /**
     * No session can read or write a finished task until this transaction finishes; all lock this table before a
     * partition.
     */
    static void lockAll(Connection connection) throws SQLException {
        execute(connection, LOCK_ALL);
    }

    private static void execute(Connection connection, String statement) throws SQLException {
        try (Statement execution = connection.createStatement()) {
            execution.execute(statement);
        }
    }

    /** A task that has just finished is neither live nor overdue. */
    private static final String ATTEMPTS = """
            DELETE FROM caraway_attempt
             WHERE ctid = ANY (ARRAY(
                   SELECT old.ctid
                     FROM caraway_attempt AS old
                    WHERE old.task_id >= ?
                      AND old.task_id < ?
                      AND NOT EXISTS (
                          SELECT 1
                            FROM caraway_active AS task
                           WHERE task.id = old.task_id)
                      AND NOT EXISTS (
                          SELECT 1
                            FROM caraway_finished AS task
                           WHERE task.id = old.task_id
                             AND task.id >= ?
                             AND task.id < ?
                             AND (task.workflow_id IS NOT NULL
                                  OR task.retain_until >= CURRENT_TIMESTAMP
                                  OR (task.retain_until IS NULL
                                      AND task.finished_at
                                          >= CURRENT_TIMESTAMP - CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND)))
                    LIMIT ?))""";

    private static final List<String> KEPT_BESIDE = List.of(
            ATTEMPTS,
            ATTEMPTS.replace("caraway_attempt", "caraway_log"),
            ATTEMPTS.replace("caraway_attempt", "caraway_step"),
            ATTEMPTS.replace("caraway_attempt", "caraway_signal"),
            ATTEMPTS.replace("caraway_attempt", "caraway_wait"));

    /** Deletes at most so many rows of each table beside the tasks; returns whether there may be more. */
    private static boolean deletesMore(Connection connection, IdRange ids, Duration retention, int limit)
            throws SQLException {
        int most = 0;
        for (String statement : KEPT_BESIDE) {
            most = Math.max(most, delete(connection, statement, ids, retention, limit));
        }
        return most >= limit;
    }

    private static int delete(Connection connection, String statement, IdRange ids, Duration retention, int limit)
            throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(statement)) {
            delete.setObject(1, ids.from());
            delete.setObject(2, ids.below());
            delete.setObject(3, ids.from());
            delete.setObject(4, ids.below());
            delete.setDouble(5, Intervals.seconds(retention));
            delete.setInt(6, limit);
            return delete.executeUpdate();
        }
    }
}
