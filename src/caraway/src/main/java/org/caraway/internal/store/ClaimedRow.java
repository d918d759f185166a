package org.caraway.internal.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.UUID;

/**
 * A claimed task with what it is ordered by. Immutable.
 *
 * @param task the task
 * @param priority 0 to 9
 * @param runAt since when it was due
 */
record ClaimedRow(ClaimedTask task, int priority, OffsetDateTime runAt) {

    /** Highest priority first, then the longest due. */
    static final Comparator<ClaimedRow> ORDER = Comparator.comparingInt(ClaimedRow::priority)
            .reversed()
            .thenComparing(ClaimedRow::runAt)
            .thenComparing(row -> row.task().id());

    /** Reads the columns that every dialect's claim returns, in this order. */
    static ClaimedRow read(ResultSet row, String workerId, int attempt, TextMaps maps) throws SQLException {
        OffsetDateTime runAt = row.getObject("run_at", OffsetDateTime.class);
        ClaimedTask task = new ClaimedTask(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("queue"),
                workerId,
                attempt,
                row.getInt("retries"),
                row.getInt("deliveries"),
                row.getString("arguments"),
                maps.read(row.getString("headers")),
                row.getObject("root_id", UUID.class),
                row.getObject("parent_id", UUID.class),
                row.getString("created_by"),
                row.getString("context"),
                Duration.between(runAt, row.getObject("claimed_at", OffsetDateTime.class)));
        return new ClaimedRow(task, row.getInt("priority"), runAt);
    }
}
