package org.caraway.internal.store.complete;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.caraway.TaskState;
import org.caraway.internal.store.dialect.Dialect;
import org.jspecify.annotations.Nullable;

/** How tasks move to the finished table on one database. Thread-safe. */
public interface CompletionStatements {

    /**
     * Moves those tasks to the finished table whose token holds, and returns the state of each there. A non-null
     * patience first bounds the wait for each lock, as {@link Dialect#boundLockWaits} does.
     */
    Map<UUID, TaskState> finish(Connection connection, List<FinishedRow> rows, @Nullable Duration patience)
            throws SQLException;

    /** Whether {@link #finish} with a patience takes one round trip, and pins plans in it. */
    boolean singleStatement();
}
