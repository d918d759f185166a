package org.caraway.internal.store.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.caraway.admin.AuditEntry;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.jdbc.RowValues;

/** Stores which actor did what. Thread-safe. */
public final class JdbcAuditLog implements AuditLog {

    private final Connections connections;

    public JdbcAuditLog(Connections connections) {
        this.connections = connections;
    }

    private static final String NOTE = """
            INSERT INTO caraway_audit (actor, action, target, detail, tasks)
            VALUES (?, ?, ?, ?, ?)""";

    /** Writes the record in the transaction of the action. */
    public static void note(Connection connection, AuditNote note, long tasks) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(NOTE)) {
            insert.setString(1, note.actor());
            insert.setString(2, note.action());
            insert.setString(3, note.target());
            insert.setString(4, note.detail());
            insert.setLong(5, tasks);
            insert.executeUpdate();
        }
    }

    private static final String LATEST = """
            SELECT at, actor, action, target, detail, tasks
              FROM caraway_audit
             ORDER BY id DESC
             LIMIT ?""";

    @Override
    public List<AuditEntry> latest(int limit) {
        return connections.joining("The audit log was not read", connection -> {
            List<AuditEntry> entries = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(LATEST)) {
                select.setInt(1, limit);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        entries.add(new AuditEntry(
                                RowValues.requiredInstant(row, "at"),
                                row.getString("actor"),
                                row.getString("action"),
                                row.getString("target"),
                                row.getString("detail"),
                                row.getLong("tasks")));
                    }
                }
            }
            return entries;
        });
    }
}
