package org.caraway.internal.store.claim;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.UUID;
import org.caraway.internal.store.jdbc.TextMaps;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.StepPlace;
import org.jspecify.annotations.Nullable;

/**
 * A claimed task with its sort keys. Immutable.
 *
 * @param task the task
 * @param priority 0 to 9
 * @param runAt since when it was due
 * @param claimedAt when it was claimed
 */
public record ClaimedRow(ClaimedTask task, int priority, OffsetDateTime runAt, OffsetDateTime claimedAt) {

    /** Highest priority first, then the longest due. */
    static final Comparator<ClaimedRow> ORDER = Comparator.comparingInt(ClaimedRow::priority)
            .reversed()
            .thenComparing(ClaimedRow::runAt)
            .thenComparing(row -> row.task().id());

    /**
     * The columns that every dialect's claim returns; {@link #read} reads them by position, as a search by name takes
     * longer.
     */
    public static final String COLUMNS = """
            id, name, queue, attempt, retries, deliveries, arguments, headers, root_id, parent_id, created_by,
                   context, priority, task_key, max_retries, options, run_at, expires_at,
                   CURRENT_TIMESTAMP AS claimed_at, outage_since, workflow_id, group_id, group_index, input_id,
                   input_mode""";

    /** Reads the {@link #COLUMNS}. */
    public static ClaimedRow read(ResultSet row, String workerId, TextMaps maps) throws SQLException {
        OffsetDateTime claimedAt = row.getObject(19, OffsetDateTime.class);
        OffsetDateTime runAt = row.getObject(17, OffsetDateTime.class);
        ClaimedTask task = new ClaimedTask(
                row.getObject(1, UUID.class),
                row.getString(2),
                row.getString(3),
                workerId,
                row.getInt(4),
                row.getInt(5),
                row.getInt(6),
                row.getString(7),
                maps.read(row.getString(8)),
                row.getObject(9, UUID.class),
                row.getObject(10, UUID.class),
                row.getString(11),
                row.getString(12),
                Duration.between(runAt, claimedAt),
                particulars(row, claimedAt, maps));
        return new ClaimedRow(task, row.getInt(13), runAt, claimedAt);
    }

    private static ClaimedTask.Particulars particulars(ResultSet row, OffsetDateTime claimedAt, TextMaps maps)
            throws SQLException {
        int priority = row.getInt(13);
        String key = row.getString(14);
        Integer maxRetries = row.getObject(15, Integer.class);
        String options = row.getString(16);
        OffsetDateTime expiresAt = row.getObject(18, OffsetDateTime.class);
        OffsetDateTime outageSince = row.getObject(20, OffsetDateTime.class);
        ClaimedTask.Step step = step(row);
        return priority == ClaimedTask.Particulars.NONE.priority()
                        && key.isEmpty()
                        && maxRetries == null
                        && options == null
                        && expiresAt == null
                        && outageSince == null
                        && step == null
                ? ClaimedTask.Particulars.NONE
                : new ClaimedTask.Particulars(
                        priority,
                        key,
                        maxRetries,
                        maps.read(options),
                        expiresAt == null ? null : ClaimedTask.TimeLeft.of(Duration.between(claimedAt, expiresAt)),
                        outageSince == null ? null : Duration.between(outageSince, claimedAt),
                        step);
    }

    private static ClaimedTask.@Nullable Step step(ResultSet row) throws SQLException {
        UUID workflow = row.getObject(21, UUID.class);
        if (workflow == null) {
            return null;
        }
        UUID input = row.getObject(24, UUID.class);
        return new ClaimedTask.Step(
                workflow,
                row.getObject(22, UUID.class),
                row.getInt(23),
                input == null ? null : new StepPlace.Input(input, StepPlace.Mode.valueOf(row.getString(25))));
    }
}
