package org.caraway.internal.store.enqueue;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.HashMap;
import java.util.Map;
import org.caraway.internal.store.jdbc.Connections;

/** Counts the waiting tasks of queues, and reads the maximum lengths. Thread-safe. */
public final class JdbcQueueLengths implements QueueLengths {

    private final Connections connections;

    public JdbcQueueLengths(Connections connections) {
        this.connections = connections;
    }

    /** Steps of workflows count from their release on: only then are they in the index. */
    static final String WAITING = """
            SELECT COUNT(*)
              FROM (
                   SELECT 1
                     FROM caraway_active
                    WHERE queue = ?
                      AND state <> 'STARTED'
                      AND run_at IS NOT NULL
                    LIMIT ?) AS waiting""";

    @Override
    public int waiting(String queue, int most) {
        return connections.joining("The tasks of queue " + queue + " were not counted", connection -> {
            try (PreparedStatement select = connection.prepareStatement(WAITING)) {
                select.setString(1, queue);
                select.setInt(2, most);
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    return row.getInt(1);
                }
            }
        });
    }

    private static final String MAX_LENGTHS = """
            SELECT queue, max_length
              FROM caraway_queue
             WHERE max_length IS NOT NULL""";

    @Override
    public Map<String, Integer> maxLengths() {
        return connections.joining("The lengths of queues were not read", connection -> {
            Map<String, Integer> lengths = new HashMap<>();
            try (PreparedStatement select = connection.prepareStatement(MAX_LENGTHS);
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    lengths.put(row.getString(1), row.getInt(2));
                }
            }
            return lengths;
        });
    }
}
