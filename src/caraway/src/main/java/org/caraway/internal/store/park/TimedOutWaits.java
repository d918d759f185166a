package org.caraway.internal.store.park;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.UUID;
import org.caraway.internal.store.jdbc.ByIds;

/** Waits of tasks that an operator runs again. Confined to one transaction. */
public final class TimedOutWaits {

    private final Connection connection;

    /** In the transaction of this connection. */
    public TimedOutWaits(Connection connection) {
        this.connection = connection;
    }

    private static final String TIME_OUTS = """
            DELETE FROM caraway_signal
             WHERE task_id = ANY (?)
               AND timed_out""";

    private static final String WAITS = """
            DELETE FROM caraway_wait
             WHERE task_id = ANY (?)
               AND awaits LIKE 'signal:%'""";

    /** Lets these tasks wait anew for signals that were not sent; those that were sent, and sleeps, stay. */
    public void forget(Collection<UUID> tasks) throws SQLException {
        ByIds.update(connection, TIME_OUTS, tasks);
        ByIds.update(connection, WAITS, tasks);
    }
}
