package org.caraway.internal.store.worker;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.caraway.admin.WorkerOrder;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.model.RuntimeSettings;
import org.caraway.internal.store.model.RuntimeSettings.DefinitionControl;
import org.caraway.internal.store.model.RuntimeSettings.QueueControl;
import org.jspecify.annotations.Nullable;

/**
 * Reads the run-time settings, and the orders and requests to one worker: small tables, in no more statements than the
 * settings alone take. Thread-safe.
 */
public final class JdbcRuntimeSettingsReader implements RuntimeSettingsReader {

    private final Connections connections;

    public JdbcRuntimeSettingsReader(Connections connections) {
        this.connections = connections;
    }

    @Override
    public WorkerDirectives directives(String workerId) {
        return connections.alone("The run-time settings were not read", connection -> {
            Rows rows = new Rows();
            queues(connection, workerId, rows);
            return new WorkerDirectives(
                    new RuntimeSettings(rows.queues, definitions(connection)), rows.order, rows.requests);
        });
    }

    /** The rows read so far. */
    private static final class Rows {

        private final Map<String, QueueControl> queues = new HashMap<>();
        private final List<WorkerDirectives.Request> requests = new ArrayList<>();
        private @Nullable WorkerOrder order;
    }

    /**
     * The rows without a queue are those of the worker: one for each request, or one without a request if there is
     * none.
     */
    static final String QUEUES = """
            SELECT queue, paused, max_concurrent, max_length, slots, NULL AS desired_state, NULL AS request,
                   NULL AS details
              FROM caraway_queue
             UNION ALL
            SELECT NULL, false, NULL, NULL, NULL, worker.desired_state, request.id, request.details
              FROM caraway_worker AS worker
              LEFT JOIN caraway_worker_request AS request
                ON request.worker_id = worker.id
               AND request.answer IS NULL
               AND request.expires_at > CURRENT_TIMESTAMP
             WHERE worker.id = ?""";

    private static void queues(Connection connection, String workerId, Rows rows) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(QUEUES)) {
            select.setString(1, workerId);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    String queue = row.getString("queue");
                    if (queue == null) {
                        directive(row, rows);
                    } else {
                        rows.queues.put(queue, control(row));
                    }
                }
            }
        }
    }

    private static QueueControl control(ResultSet row) throws SQLException {
        return new QueueControl(
                row.getBoolean("paused"),
                row.getObject("max_concurrent", Integer.class),
                row.getObject("max_length", Integer.class),
                row.getObject("slots", Integer.class));
    }

    private static void directive(ResultSet row, Rows rows) throws SQLException {
        rows.order = WorkerOrder.valueOf(row.getString("desired_state"));
        UUID request = row.getObject("request", UUID.class);
        if (request != null) {
            rows.requests.add(
                    new WorkerDirectives.Request(request, JdbcWorkerRequests.details(row.getString("details"))));
        }
    }

    private static final String DEFINITIONS = """
            SELECT name, paused, rate_limit, max_concurrent, soft_time_limit, time_limit
              FROM caraway_definition""";

    private static Map<String, DefinitionControl> definitions(Connection connection) throws SQLException {
        Map<String, DefinitionControl> definitions = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(DEFINITIONS);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                definitions.put(
                        row.getString("name"),
                        new DefinitionControl(
                                row.getBoolean("paused"),
                                row.getString("rate_limit"),
                                row.getString("max_concurrent"),
                                row.getString("soft_time_limit"),
                                row.getString("time_limit")));
            }
        }
        return definitions;
    }
}
