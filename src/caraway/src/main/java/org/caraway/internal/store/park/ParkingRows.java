package org.caraway.internal.store.park;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.caraway.internal.lifecycle.Parking;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.jdbc.Intervals;
import org.caraway.internal.store.jdbc.SqlFailures;

/**
 * Parks tasks whose attempts have ended, in the transactions that complete these. Thread-safe.
 *
 * <p>The tasks are WAITING already, and their rows are locked. The time at which a wait is over is that of its first
 * attempt: a later one finds its row.
 */
public final class ParkingRows {

    private final Dialect dialect;

    /** For this database. */
    public ParkingRows(Dialect dialect) {
        this.dialect = dialect;
    }

    private static final String BEGIN = """
            INSERT INTO caraway_wait (task_id, awaits, waits_until)
            VALUES (?, ?, %s + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND)""";

    private static final String PARK = """
            UPDATE caraway_active
               SET awaits = ?, wake_at = (
                   SELECT begun.waits_until
                     FROM caraway_wait AS begun
                    WHERE begun.task_id = caraway_active.id
                      AND begun.awaits = ?)
             WHERE id = ?""";

    /** Parks these tasks; returns the queues of those that are due at once, because their signal was there. */
    public Set<String> park(Connection connection, Map<UUID, Parking> tasks) throws SQLException {
        if (tasks.isEmpty()) {
            return Set.of();
        }
        try (PreparedStatement begin =
                        connection.prepareStatement(BEGIN.formatted(dialect.clock()) + dialect.unlessTaken());
                PreparedStatement park = connection.prepareStatement(PARK)) {
            for (Map.Entry<UUID, Parking> task : tasks.entrySet()) {
                Parking parking = task.getValue();
                begin.setObject(1, task.getKey());
                begin.setString(2, parking.awaits());
                begin.setDouble(3, Intervals.seconds(parking.longest()));
                SqlFailures.insertedOne(begin);
                park.setString(1, parking.awaits());
                park.setString(2, parking.awaits());
                park.setObject(3, task.getKey());
                park.executeUpdate();
            }
        }
        SignalRows signals = new SignalRows(connection, dialect);
        List<ParkedTask> answered = signals.answered(tasks.keySet());
        signals.wake(answered.stream().map(ParkedTask::id).toList());
        Set<String> queues = new LinkedHashSet<>();
        answered.forEach(task -> queues.add(task.queue()));
        return queues;
    }
}
