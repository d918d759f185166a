package org.caraway.internal.store;

import static java.lang.System.Logger.Level.ERROR;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.caraway.CallOptions;
import org.caraway.WorkerLostException;

/** Tasks that are for one node or one worker only. Thread-safe. */
final class JdbcNodeTasks implements NodeTasks {

    private final Connections connections;

    JdbcNodeTasks(Connections connections) {
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
        return connections.alone("The next due tasks of queues " + queues + " were not looked for", connection -> {
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
