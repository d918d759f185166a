package org.caraway.internal.store.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.caraway.internal.store.model.ClaimedTask;

/** The fencing predicate's parameters. */
public final class FencingToken {

    private FencingToken() {}

    /** Sets {@code id = ? AND worker_id = ? AND attempt = ?} from this index on. */
    public static void set(PreparedStatement statement, int index, ClaimedTask task) throws SQLException {
        statement.setObject(index, task.id());
        statement.setString(index + 1, task.workerId());
        statement.setInt(index + 2, task.attempt());
    }
}
