package org.caraway.internal.store.claim;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.jdbc.SqlFailures;

/**
 * The locks under which tasks with limits are counted: one row for each name, so that only one worker at a time counts
 * it. Thread-safe.
 */
final class LimitedNames {

    private final Connections connections;

    LimitedNames(Connections connections) {
        this.connections = connections;
    }

    private static final String KNOWN = """
            SELECT owner
              FROM caraway_limit
             WHERE owner = ANY (?)
               AND rate = ''
               AND task_key = ''""";

    private static final String ADD = """
            INSERT INTO caraway_limit (owner)
            VALUES (?)""";

    /**
     * Creates missing rows for these names, in transactions of their own, so that two workers do not wait for each
     * other.
     */
    void provide(Set<String> names) {
        Set<String> missing = new TreeSet<>(names);
        missing.removeAll(
                connections.alone("The locks of limits were not read", connection -> read(connection, KNOWN, names)));
        for (String name : missing) {
            connections.alone(
                    "The lock of limits of " + name + " was not created", connection -> add(connection, name));
        }
    }

    private static boolean add(Connection connection, String name) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(ADD)) {
            insert.setString(1, name);
            return insert.executeUpdate() == 1;
        } catch (SQLException taken) {
            if (SqlFailures.duplicate(taken)) {
                connection.rollback();
                return false; // another worker was first
            }
            throw taken;
        }
    }

    private static final String LOCK = """
            SELECT owner
              FROM caraway_limit
             WHERE owner = ANY (?)
               AND rate = ''
               AND task_key = ''
             ORDER BY owner
               FOR UPDATE SKIP LOCKED""";

    /**
     * Locks and returns those names that no other transaction has locked. A claim continues without the others: it need
     * not wait for a session that was cut off, and the worker that holds a lock is claiming the tasks of that name.
     */
    static Set<String> lock(Connection connection, Set<String> names) throws SQLException {
        return read(connection, LOCK, names);
    }

    private static Set<String> read(Connection connection, String query, Set<String> names) throws SQLException {
        Set<String> found = new HashSet<>();
        try (PreparedStatement select = connection.prepareStatement(query)) {
            select.setArray(1, connection.createArrayOf("VARCHAR", names.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(row.getString(1));
                }
            }
        }
        return found;
    }
}
