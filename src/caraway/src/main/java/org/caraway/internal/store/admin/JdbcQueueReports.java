package org.caraway.internal.store.admin;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.caraway.admin.QueueStats;
import org.caraway.internal.store.jdbc.Connections;
import org.jspecify.annotations.Nullable;

/** Counts the tasks in the queues. Thread-safe. */
public final class JdbcQueueReports implements QueueReports {

    private final Connections connections;

    public JdbcQueueReports(Connections connections) {
        this.connections = connections;
    }

    /** One pass over the live table; the other tables are small. */
    private static final String QUEUES = """
            SELECT known.queue, COALESCE(tasks.pending, 0) AS pending, COALESCE(tasks.due, 0) AS due,
                   COALESCE(tasks.waiting, 0) AS waiting, COALESCE(tasks.started, 0) AS started, tasks.oldest_due,
                   COALESCE(served.workers, 0) AS workers, COALESCE(served.slots, 0) AS slots,
                   COALESCE(setting.paused, FALSE) AS paused, CURRENT_TIMESTAMP AS counted_at
              FROM (SELECT queue FROM caraway_active
                     UNION
                    SELECT queue FROM caraway_queue
                     UNION
                    SELECT queue FROM caraway_worker_queue) AS known
              LEFT JOIN (SELECT queue,
                                COUNT(CASE WHEN state IN ('PENDING', 'RETRY') THEN 1 END) AS pending,
                                COUNT(CASE WHEN state IN ('PENDING', 'RETRY')
                                             AND run_at <= CURRENT_TIMESTAMP THEN 1 END)
                                    AS due,
                                COUNT(CASE WHEN state = 'WAITING' AND name <> 'caraway.group' THEN 1 END) AS waiting,
                                COUNT(CASE WHEN state = 'STARTED' THEN 1 END) AS started,
                                MIN(CASE WHEN state IN ('PENDING', 'RETRY')
                                           AND run_at <= CURRENT_TIMESTAMP THEN run_at END)
                                    AS oldest_due
                           FROM caraway_active
                          GROUP BY queue) AS tasks ON tasks.queue = known.queue
              LEFT JOIN (SELECT share.queue, COUNT(*) AS workers, SUM(share.slots) AS slots
                           FROM caraway_worker_queue AS share
                           JOIN caraway_worker AS worker ON worker.id = share.worker_id
                          WHERE worker.lease_until > CURRENT_TIMESTAMP
                          GROUP BY share.queue) AS served ON served.queue = known.queue
              LEFT JOIN caraway_queue AS setting ON setting.queue = known.queue
             ORDER BY known.queue""";

    @Override
    public List<QueueStats> queues() {
        return connections.joining("The queues were not counted", connection -> {
            List<QueueStats> queues = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(QUEUES);
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    queues.add(read(row));
                }
            }
            return queues;
        });
    }

    private static QueueStats read(ResultSet row) throws SQLException {
        long pending = row.getLong("pending");
        long due = row.getLong("due");
        return new QueueStats(
                row.getString("queue"),
                pending,
                due,
                pending - due,
                row.getLong("waiting"),
                row.getLong("started"),
                age(
                        row.getObject("oldest_due", OffsetDateTime.class),
                        row.getObject("counted_at", OffsetDateTime.class)),
                row.getInt("workers"),
                row.getInt("slots"),
                row.getBoolean("paused"));
    }

    private static @Nullable Duration age(@Nullable OffsetDateTime since, OffsetDateTime now) {
        return since == null ? null : Duration.between(since, now);
    }
}
