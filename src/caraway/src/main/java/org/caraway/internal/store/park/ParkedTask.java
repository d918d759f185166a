package org.caraway.internal.store.park;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A live task as it is while its row is locked. Immutable.
 *
 * @param id its id
 * @param name the name of its definition
 * @param queue its queue
 * @param awaits what it waits for without a slot, null if it is not parked
 */
public record ParkedTask(
        UUID id, String name, String queue, @Nullable String awaits) {

    static ParkedTask read(ResultSet row) throws SQLException {
        return new ParkedTask(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("queue"),
                row.getString("awaits"));
    }

    boolean waitsFor(String what) {
        return what.equals(awaits);
    }
}
