package org.caraway.internal.store.claim;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.caraway.internal.store.jdbc.Connections;

/** Tasks that are for one node or one worker only. Thread-safe. */
public final class JdbcNodeTasks implements NodeTasks {

    private final Connections connections;

    public JdbcNodeTasks(Connections connections) {
        this.connections = connections;
    }

    private static final String NEXT_DUE = """
            SELECT queue, MIN(run_at), CURRENT_TIMESTAMP
              FROM caraway_active
             WHERE queue = ANY (?)
               AND state IN ('PENDING', 'RETRY')
               AND name = ANY (?)
             GROUP BY queue""";

    @Override
    public Map<String, Duration> untilNextDue(Set<String> queues, Set<String> names) {
        return connections.alone("The next due tasks of queues " + queues + " were not searched", connection -> {
            try (PreparedStatement select = connection.prepareStatement(NEXT_DUE)) {
                select.setArray(1, connection.createArrayOf("VARCHAR", queues.toArray()));
                select.setArray(2, connection.createArrayOf("VARCHAR", names.toArray()));
                Map<String, Duration> next = new HashMap<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        OffsetDateTime due = row.getObject(2, OffsetDateTime.class);
                        next.put(row.getString(1), Duration.between(row.getObject(3, OffsetDateTime.class), due));
                    }
                }
                return next;
            }
        });
    }
}
