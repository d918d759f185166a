package org.caraway.internal.store.retain;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * The partitions of the finished table, which are dropped whole instead of row by row, where the database supports
 * them. Thread-safe.
 */
public interface FinishedPartitions {

    /** No partitions: rows are deleted in batches. */
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
     * Creates the partitions for the finished tasks of the coming days, where the database supports them. Cheap when
     * they exist. A partition that cannot be created is reported in the log once, and does no harm: tasks without one
     * are pruned in batches.
     *
     * @param retention how long finished tasks are kept
     */
    void make(Duration retention);

    /**
     * Drops the oldest partition without tasks to keep: none is younger than the retention, or has one of its own that
     * has not passed. Attempts and log lines are deleted first, at most {@code limit} of each at a time. Cheap when
     * there is no such partition. Stops, until the next time, if another session has locked finished tasks for longer
     * than a moment.
     *
     * @return whether there may be more to do at once
     */
    boolean drop(Duration retention, int limit);

    /** The ids of tasks that a drop will delete, so that batches skip them; in ascending order, none adjacent. */
    List<IdRange> spared(Connection connection, Duration retention) throws SQLException;
}
