package org.caraway.internal.store.admin;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.caraway.admin.DefinitionSettings;
import org.caraway.admin.QueueSettings;
import org.caraway.internal.store.audit.AuditNote;
import org.caraway.internal.store.audit.JdbcAuditLog;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.jdbc.RowValues;
import org.jspecify.annotations.Nullable;

/**
 * Stores run-time settings of queues and definitions. Thread-safe. A row exists as soon as something was set once, and
 * is locked while it is changed, so that of two concurrent changes neither overwrites the other.
 */
public final class JdbcSettingChanges implements SettingChanges {

    private final Connections connections;
    private final Dialect dialect;

    public JdbcSettingChanges(Connections connections, Dialect dialect) {
        this.connections = connections;
        this.dialect = dialect;
    }

    private static final String QUEUE = """
            SELECT queue, paused, max_concurrent, max_length, slots, changed_at, changed_by
              FROM caraway_queue
             WHERE queue = ?""";

    @Override
    public QueueSettings queueSettings(String queue) {
        return connections.joining(
                "The settings of queue " + queue + " were not read", connection -> queue(connection, QUEUE, queue));
    }

    private static final String QUEUES = """
            SELECT queue, paused, max_concurrent, max_length, slots, changed_at, changed_by
              FROM caraway_queue""";

    @Override
    public Map<String, QueueSettings> queueSettings() {
        return connections.joining("The settings of queues were not read", connection -> {
            Map<String, QueueSettings> settings = new HashMap<>();
            try (PreparedStatement select = connection.prepareStatement(QUEUES);
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    settings.put(row.getString("queue"), settings(row));
                }
            }
            return settings;
        });
    }

    private static QueueSettings queue(Connection connection, String statement, String queue) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(statement)) {
            select.setString(1, queue);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? settings(row) : QueueSettings.none(queue);
            }
        }
    }

    private static QueueSettings settings(ResultSet row) throws SQLException {
        return new QueueSettings(
                row.getString("queue"),
                row.getBoolean("paused"),
                row.getObject("max_concurrent", Integer.class),
                row.getObject("max_length", Integer.class),
                row.getObject("slots", Integer.class),
                changedAt(row),
                row.getString("changed_by"));
    }

    private static Instant changedAt(ResultSet row) throws SQLException {
        return RowValues.requiredInstant(row, "changed_at");
    }

    private static final String LOCK_QUEUE = """
            SELECT queue, paused, max_concurrent, max_length, slots, changed_at, changed_by
              FROM caraway_queue
             WHERE queue = ?
               FOR UPDATE""";

    private static final String CHANGE_QUEUE = """
            UPDATE caraway_queue
               SET paused = ?, max_concurrent = ?, max_length = ?, slots = ?, changed_at = CURRENT_TIMESTAMP,
                   changed_by = ?
             WHERE queue = ?""";

    @Override
    public void changeQueue(String queue, UnaryOperator<QueueSettings> change, AuditNote note) {
        connections.joining("Queue " + queue + " was not set", connection -> {
            ensure(connection, dialect.queueInsertion(), queue);
            QueueSettings next = change.apply(queue(connection, LOCK_QUEUE, queue));
            try (PreparedStatement update = connection.prepareStatement(CHANGE_QUEUE)) {
                update.setBoolean(1, next.paused());
                update.setObject(2, next.maxConcurrent(), Types.INTEGER);
                update.setObject(3, next.maxLength(), Types.INTEGER);
                update.setObject(4, next.slots(), Types.INTEGER);
                update.setString(5, note.actor());
                update.setString(6, queue);
                update.executeUpdate();
            }
            JdbcAuditLog.note(connection, note, 0);
            return next;
        });
    }

    private static void ensure(Connection connection, String insertion, String name) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(insertion)) {
            insert.setString(1, name);
            insert.executeUpdate();
        }
    }

    private static final String DEFINITION = """
            SELECT name, paused, rate_limit, max_concurrent, soft_time_limit, time_limit, changed_at, changed_by
              FROM caraway_definition
             WHERE name = ?""";

    @Override
    public DefinitionSettings definitionSettings(String name) {
        return connections.joining(
                "The settings of task " + name + " were not read",
                connection -> definition(connection, DEFINITION, name));
    }

    private static DefinitionSettings definition(Connection connection, String statement, String name)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(statement)) {
            select.setString(1, name);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? new DefinitionSettings(
                                name,
                                row.getBoolean("paused"),
                                row.getString("rate_limit"),
                                row.getString("max_concurrent"),
                                duration(row.getString("soft_time_limit")),
                                duration(row.getString("time_limit")),
                                changedAt(row),
                                row.getString("changed_by"))
                        : DefinitionSettings.none(name);
            }
        }
    }

    private static @Nullable Duration duration(@Nullable String text) {
        return text == null ? null : Duration.parse(text);
    }

    private static final String LOCK_DEFINITION = """
            SELECT name, paused, rate_limit, max_concurrent, soft_time_limit, time_limit, changed_at, changed_by
              FROM caraway_definition
             WHERE name = ?
               FOR UPDATE""";

    private static final String CHANGE_DEFINITION = """
            UPDATE caraway_definition
               SET paused = ?, rate_limit = ?, max_concurrent = ?, soft_time_limit = ?, time_limit = ?,
                   changed_at = CURRENT_TIMESTAMP, changed_by = ?
             WHERE name = ?""";

    @Override
    public void changeDefinition(String name, UnaryOperator<DefinitionSettings> change, AuditNote note) {
        connections.joining("Task " + name + " was not set", connection -> {
            ensure(connection, dialect.definitionInsertion(), name);
            DefinitionSettings next = change.apply(definition(connection, LOCK_DEFINITION, name));
            try (PreparedStatement update = connection.prepareStatement(CHANGE_DEFINITION)) {
                update.setBoolean(1, next.paused());
                update.setString(2, next.rateLimit());
                update.setString(3, next.maxConcurrent());
                update.setString(4, text(next.softTimeLimit()));
                update.setString(5, text(next.timeLimit()));
                update.setString(6, note.actor());
                update.setString(7, name);
                update.executeUpdate();
            }
            JdbcAuditLog.note(connection, note, 0);
            return next;
        });
    }

    private static @Nullable String text(@Nullable Duration duration) {
        return duration == null ? null : duration.toString();
    }
}
