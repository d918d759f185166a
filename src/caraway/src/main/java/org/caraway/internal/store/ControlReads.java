package org.caraway.internal.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.caraway.internal.store.Controls.DefinitionControl;
import org.caraway.internal.store.Controls.QueueControl;

/** Reads what was set at run time: two small tables. Thread-safe. */
final class ControlReads {

    private final Connections connections;

    ControlReads(Connections connections) {
        this.connections = connections;
    }

    Controls read() {
        return connections.alone(
                "What was set at run time was not read",
                connection -> new Controls(queues(connection), definitions(connection)));
    }

    private static final String QUEUES = """
            SELECT queue, paused, max_concurrent, max_length, slots
              FROM caraway_queue""";

    private static Map<String, QueueControl> queues(Connection connection) throws SQLException {
        Map<String, QueueControl> queues = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(QUEUES);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                queues.put(
                        row.getString("queue"),
                        new QueueControl(
                                row.getBoolean("paused"),
                                row.getObject("max_concurrent", Integer.class),
                                row.getObject("max_length", Integer.class),
                                row.getObject("slots", Integer.class)));
            }
        }
        return queues;
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
