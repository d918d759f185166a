package org.caraway.internal.store.finish;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.UUID;

/** Deletes finished tasks with what was kept about them. Confined to one transaction. */
public final class FinishedTasks {

    private final Connection connection;

    /** Deletes in the transaction of this connection. */
    public FinishedTasks(Connection connection) {
        this.connection = connection;
    }

    private static final String TASKS = """
            DELETE FROM caraway_finished
             WHERE id = ANY (?)""";

    private static final String ATTEMPTS = """
            DELETE FROM caraway_attempt
             WHERE task_id = ANY (?)""";

    private static final String STEPS = """
            DELETE FROM caraway_step
             WHERE task_id = ANY (?)""";

    private static final String LOG = """
            DELETE FROM caraway_log
             WHERE task_id = ANY (?)""";

    private static final String SIGNALS = """
            DELETE FROM caraway_signal
             WHERE task_id = ANY (?)""";

    private static final String WAITS = """
            DELETE FROM caraway_wait
             WHERE task_id = ANY (?)""";

    /** With their attempts, durable steps, log lines and signals; returns how many tasks there were. */
    public int delete(Collection<UUID> ids) throws SQLException {
        if (ids.isEmpty()) {
            return 0;
        }
        execute(LOG, ids);
        execute(ATTEMPTS, ids);
        execute(STEPS, ids);
        execute(SIGNALS, ids);
        execute(WAITS, ids);
        return execute(TASKS, ids);
    }

    private int execute(String statement, Collection<UUID> ids) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(statement)) {
            delete.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            return delete.executeUpdate();
        }
    }
}
