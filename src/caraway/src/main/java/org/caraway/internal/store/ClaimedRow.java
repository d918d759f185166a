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
 * @param claimedAt when it was claimed
 */
record ClaimedRow(ClaimedTask task, int priority, OffsetDateTime runAt, OffsetDateTime claimedAt) {

    /** Highest priority first, then the longest due. */
    static final Comparator<ClaimedRow> ORDER = Comparator.comparingInt(ClaimedRow::priority)
            .reversed()
            .thenComparing(ClaimedRow::runAt)
            .thenComparing(row -> row.task().id());

    /** Reads the columns that every dialect's claim returns, in this order. */
    static ClaimedRow read(ResultSet row, String workerId, int attempt, TextMaps maps) throws SQLException {
        OffsetDateTime claimedAt = row.getObject("claimed_at", OffsetDateTime.class);
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
                Duration.between(runAt, claimedAt),
                particulars(row, claimedAt, maps));
        return new ClaimedRow(task, row.getInt("priority"), runAt, claimedAt);
    }

    private static ClaimedTask.Particulars particulars(ResultSet row, OffsetDateTime claimedAt, TextMaps maps)
            throws SQLException {
        int priority = row.getInt("priority");
        String key = row.getString("task_key");
        Integer maxRetries = row.getObject("max_retries", Integer.class);
        String options = row.getString("options");
        OffsetDateTime expiresAt = row.getObject("expires_at", OffsetDateTime.class);
        return priority == ClaimedTask.Particulars.NONE.priority()
                        && key.isEmpty()
                        && maxRetries == null
                        && options == null
                        && expiresAt == null
                ? ClaimedTask.Particulars.NONE
                : new ClaimedTask.Particulars(
                        priority,
                        key,
                        maxRetries,
                        maps.read(options),
                        expiresAt == null ? null : ClaimedTask.TimeLeft.of(Duration.between(claimedAt, expiresAt)));
    }
}
