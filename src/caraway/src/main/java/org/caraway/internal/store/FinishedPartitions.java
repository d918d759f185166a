package org.caraway.internal.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** The parts of the finished table that are dropped whole instead of row by row, where the database has such. Thread-safe. */
interface FinishedPartitions {

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

    /** As {@link Store#makePartitions}. */
    void make(Duration retention);

    /** As {@link Store#dropPartitions}. */
    boolean drop(Duration retention, int limit);

    /** The ids whose tasks a drop will take, so that batches leave them alone; in ascending order, none adjacent. */
    List<IdRange> spared(Connection connection, Duration retention) throws SQLException;
}
