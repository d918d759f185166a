package org.caraway.internal.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;

/** Runs statements whose only parameter is an array of ids; without ids, the database is not asked. Stateless. */
public final class ByIds {

    private ByIds() {}

    /** Returns how many rows were changed. */
    public static int update(Connection connection, String change, Collection<UUID> ids) throws SQLException {
        if (ids.isEmpty()) {
            return 0;
        }
        try (PreparedStatement update = connection.prepareStatement(change)) {
            update.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            return update.executeUpdate();
        }
    }

    /** Returns the ids in the first column, in the order of the rows; the caller may change the set. */
    public static Set<UUID> select(Connection connection, String query, Collection<UUID> ids) throws SQLException {
        Set<UUID> found = new LinkedHashSet<>();
        if (ids.isEmpty()) {
            return found;
        }
        try (PreparedStatement select = connection.prepareStatement(query)) {
            select.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(row.getObject(1, UUID.class));
                }
            }
        }
        return found;
    }
}
