package org.caraway.internal.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** The fencing predicate's parameters. */
final class FencingToken {

    private FencingToken() {}

    /** Sets {@code id = ? AND worker_id = ? AND attempt = ?} from this index on. */
    static void set(PreparedStatement statement, int index, ClaimedTask task) throws SQLException {
        statement.setObject(index, task.id());
        statement.setString(index + 1, task.workerId());
        statement.setInt(index + 2, task.attempt());
    }
}
