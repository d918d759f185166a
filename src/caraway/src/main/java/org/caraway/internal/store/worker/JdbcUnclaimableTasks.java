package org.caraway.internal.store.worker;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.jdbc.RowValues;

/** Finds due tasks that no living worker can claim. Thread-safe. */
public final class JdbcUnclaimableTasks implements UnclaimableTasks {

    private final Connections connections;

    public JdbcUnclaimableTasks(Connections connections) {
        this.connections = connections;
    }

    /**
     * The due tasks are counted by queue and name first, in one pass over the live table. Tasks for one worker only are
     * left out: they expire with that worker.
     */
    private static final String UNCLAIMABLE = """
            SELECT due.queue, due.name, due.tasks, due.oldest_due,
                   CASE WHEN EXISTS (
                             SELECT 1
                               FROM caraway_worker AS worker
                               JOIN caraway_worker_queue AS served ON served.worker_id = worker.id
                              WHERE worker.lease_until > CURRENT_TIMESTAMP
                                AND served.queue = due.queue)
                        THEN 'NAME' ELSE 'QUEUE' END AS lacking
              FROM (SELECT queue, name, COUNT(*) AS tasks, MIN(run_at) AS oldest_due
                      FROM caraway_active
                     WHERE state IN ('PENDING', 'RETRY')
                       AND run_at <= CURRENT_TIMESTAMP
                       AND queue NOT LIKE '@worker:%'
                     GROUP BY queue, name) AS due
             WHERE NOT EXISTS (
                   SELECT 1
                     FROM caraway_worker AS worker
                     JOIN caraway_worker_queue AS served ON served.worker_id = worker.id
                     JOIN caraway_worker_name AS known ON known.worker_id = worker.id
                    WHERE worker.lease_until > CURRENT_TIMESTAMP
                      AND served.queue = due.queue
                      AND known.name = due.name)
             ORDER BY due.queue, due.name""";

    @Override
    public List<Unclaimable> unclaimable() {
        return connections.joining("Tasks that no worker can claim were not counted", connection -> {
            List<Unclaimable> found = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(UNCLAIMABLE);
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(new Unclaimable(
                            row.getString("queue"),
                            row.getString("name"),
                            row.getLong("tasks"),
                            RowValues.requiredInstant(row, "oldest_due"),
                            Unclaimable.Lacking.valueOf(row.getString("lacking"))));
                }
            }
            return found;
        });
    }
}
