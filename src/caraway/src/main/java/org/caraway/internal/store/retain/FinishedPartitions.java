package org.caraway.internal.store.retain;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** The parts of the finished table that are dropped whole instead of row by row, where the database has such. Thread-safe. */
public interface FinishedPartitions {

    /** There are none: rows are deleted in batches. */
    FinishedPartitions NONE = new FinishedPartitions() {
        @Override
        public void make(Duration retention) {}

        @Override
        public boolean drop(Duration retention, int limit) {
            return false;
        }

        @Override
        public List<IdRange> spared(Connection connection, Duration retention) {
            return List.of();
        }
    };

    /**
     * Makes the partitions that the finished tasks of the coming days will lie in, where the database has such. Cheap when they are
     * there. A partition that cannot be made is reported in the log once, and does no harm: tasks without one are pruned in batches.
     *
     * @param retention how long finished tasks are kept
     */
    void make(Duration retention);

    /**
     * Drops the oldest partition of which no task is to be kept any longer: none is younger than the retention, or has one of its own that
     * has not passed. Attempts and log lines are deleted first, at most {@code limit} of each at a time. Cheap when there is none. Gives
     * up, until the next time, if another session has locked finished tasks for longer than a moment.
     *
     * @return whether there may be more to do at once
     */
    boolean drop(Duration retention, int limit);

    /** The ids whose tasks a drop will take, so that batches leave them alone; in ascending order, none adjacent. */
    List<IdRange> spared(Connection connection, Duration retention) throws SQLException;
}
