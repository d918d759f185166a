package org.caraway.internal.store.finish;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.UUID;
import org.caraway.internal.store.jdbc.ByIds;

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
        ByIds.update(connection, LOG, ids);
        ByIds.update(connection, ATTEMPTS, ids);
        ByIds.update(connection, STEPS, ids);
        ByIds.update(connection, SIGNALS, ids);
        ByIds.update(connection, WAITS, ids);
        return ByIds.update(connection, TASKS, ids);
    }
}
