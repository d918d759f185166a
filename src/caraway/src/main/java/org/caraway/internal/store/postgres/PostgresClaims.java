package org.caraway.internal.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.caraway.internal.store.claim.ClaimBinder;
import org.caraway.internal.store.claim.ClaimRequest;
import org.caraway.internal.store.claim.ClaimStatements;
import org.caraway.internal.store.claim.ClaimedRow;
import org.caraway.internal.store.claim.Watermarks.Mark;
import org.caraway.internal.store.jdbc.TextMaps;
import org.jspecify.annotations.Nullable;

/**
 * {@link ClaimStatements} in one statement each. Thread-safe.
 *
 * <p>PostgreSQL has no skip scan before version 18, so a recursive query finds the fairness groups, with one index
 * probe for each (PostgreSQL wiki, "Loose indexscan"). It never walks over tasks that are not due yet.
 */
final class PostgresClaims implements ClaimStatements {

    private static final int HIGHEST = 9;

    private final TextMaps maps = new TextMaps();

    /**
     * The fairness groups of each range, and the known group that follows it, with the instant from which their tasks
     * are read. A known group is not read to be found: its oldest entries may all be of finished tasks. A name that is
     * not requested costs one step, however many keys it has, unless they begin with a character that sorts after a
     * tilde.
     *
     * <p>Parameters: the ranges' priorities, names and keys of both bounds, and instants; queue; queue, names; names.
     */
    private static final String GROUPS = """
                       SELECT fairness_group.name, fairness_group.task_key, fairness_group.since
                         FROM unnest(?::int[], ?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[])
                              AS group_range (priority, after_name, after_key, until_name, until_key, since)
                        CROSS JOIN LATERAL (
                              WITH RECURSIVE onward AS (
                                  (SELECT name, task_key
                                     FROM caraway_active
                                    WHERE queue = ? AND priority = level.priority
                                      AND (name, task_key) > (group_range.after_name, group_range.after_key)
                                      AND (name, task_key) < (group_range.until_name, group_range.until_key)
                                      AND run_at IS NOT NULL
                                    ORDER BY name, task_key
                                    LIMIT 1)
                                  UNION ALL
                                  SELECT next.name, next.task_key
                                    FROM onward
                                   CROSS JOIN LATERAL (
                                         SELECT name, task_key
                                           FROM caraway_active
                                          WHERE queue = ? AND priority = level.priority
                                            AND (name, task_key) > (
                                                onward.name,
                                                CASE WHEN onward.name = ANY (?) THEN onward.task_key ELSE '~' END)
                                            AND (name, task_key) < (group_range.until_name, group_range.until_key)
                                            AND run_at IS NOT NULL
                                          ORDER BY name, task_key
                                          LIMIT 1) AS next)
                              SELECT name, task_key, TIMESTAMPTZ '-infinity' AS since
                                FROM onward
                               WHERE name = ANY (?)
                              UNION ALL
                              SELECT group_range.until_name, group_range.until_key, group_range.since
                               WHERE group_range.since IS NOT NULL) AS fairness_group
                        WHERE group_range.priority = level.priority""";

    private static final String FIRST_GROUPS = GROUPS + """

                        LIMIT %d""".formatted(GROUPS_CAP);

    private static final String WAITS = """
            state IN ('PENDING', 'RETRY')
               AND revoke_mode IS NULL
               AND (expires_at IS NULL OR expires_at > CURRENT_TIMESTAMP)""";

    /** Parameters: worker; queue. */
    private static final String SERVED = """
            EXISTS (
                   SELECT 1
                     FROM caraway_worker
                    WHERE id = ?
                      AND lease_until > CURRENT_TIMESTAMP)
               AND NOT EXISTS (
                   SELECT 1
                     FROM caraway_queue
                    WHERE queue = ?
                      AND paused)""";

    /** For the row's own fairness group. Parameter: queue. */
    private static final String CLAIMABLE = """
            queue = ? AND priority = level.priority
                          AND name = fairness_group.name AND task_key = fairness_group.task_key
                          AND run_at BETWEEN fairness_group.since AND CURRENT_TIMESTAMP
                          AND %s""".formatted(WAITS);

    /**
     * Whether the limits admit the fairness group. Parameters: names, owners, limits as text and by key of rates; now;
     * names, numbers and by key.
     */
    private static final String FREE = """
                          AND NOT EXISTS (
                              SELECT 1
                                FROM unnest(?::text[], ?::text[], ?::text[], ?::boolean[])
                                     AS rate (name, owner, limit_text, by_key)
                                JOIN caraway_limit AS bucket
                                  ON bucket.owner = rate.owner
                                 AND bucket.rate = rate.limit_text
                                 AND bucket.task_key = CASE WHEN rate.by_key THEN fairness_group.task_key ELSE '' END
                               WHERE rate.name = fairness_group.name
                                 AND bucket.next_at > ?
                                 AND bucket.empty_at < CURRENT_TIMESTAMP + INTERVAL '5' SECOND)
                          AND NOT EXISTS (
                              SELECT 1
                                FROM unnest(?::text[], ?::int[], ?::boolean[]) AS most (name, number, by_key)
                               WHERE most.name = fairness_group.name
                                 AND most.number <= (
                                     SELECT COUNT(*)
                                       FROM caraway_active AS other
                                      WHERE other.limited
                                        AND other.name = fairness_group.name
                                        AND (NOT most.by_key OR other.task_key = fairness_group.task_key)))""";

    /**
     * The first due task of each fairness group is selected with an order and a limit, which PostgreSQL does not turn
     * into a join.
     *
     * <p>Parameters: the order of the priorities; fairness groups; claimable; [free]; claimable; limit twice; worker;
     * queue; limit.
     */
    private static String pickedWith(String free) {
        return """
                SELECT due.id, fairness_group.name, fairness_group.task_key, due.place
                  FROM generate_series(?::int, ?::int, ?::int) AS level (priority)
                 CROSS JOIN LATERAL (
                       SELECT array_agg(fairness_group.name) AS names,
                              array_agg(fairness_group.task_key) AS keys,
                              array_agg(fairness_group.since) AS sinces,
                              COUNT(*) AS number
                         FROM (
                       SELECT fairness_group.name, fairness_group.task_key, fairness_group.since
                         FROM (
                %s) AS fairness_group
                        CROSS JOIN LATERAL (
                              SELECT 1
                                FROM caraway_active
                               WHERE %s
                               ORDER BY run_at
                               LIMIT 1) AS due
                        WHERE true
                %s
                        LIMIT %d) AS fairness_group) AS ready
                 CROSS JOIN LATERAL unnest(ready.names, ready.keys, ready.sinces)
                       AS fairness_group (name, task_key, since)
                 CROSS JOIN LATERAL (
                       SELECT id, ctid AS place
                         FROM caraway_active
                        WHERE %s
                        ORDER BY run_at
                        LIMIT (? + ready.number - 1) / ready.number
                          FOR UPDATE SKIP LOCKED) AS due
                 WHERE %s
                 LIMIT ?""".formatted(FIRST_GROUPS, CLAIMABLE, free, READY_CAP, CLAIMABLE, SERVED);
    }

    private static final String PICK = pickedWith(FREE);

    /** PostgreSQL might plan a join as a scan of the whole table when statistics are stale; an array it does not. */
    private static String startOf(String column, String values, String instant, String counted) {
        return """
                UPDATE caraway_active
                   SET state = 'STARTED', worker_id = ?, attempt = attempt + 1, started_at = %s,
                       delivered_at = NULL,
                       unique_lock = CASE unique_scope WHEN 'PENDING' THEN NULL ELSE unique_lock END,%s
                       progress_current = NULL, progress_total = NULL, progress_message = NULL, phase = NULL,
                       partial_result = NULL
                 WHERE %s = ANY (%s)
                RETURNING %s""".formatted(instant, counted, column, values, ClaimedRow.COLUMNS);
    }

    /**
     * Reads the rows by their physical position, not through an index once more. A row that was changed between the
     * snapshot and its lock has another position by then, and is left for the next claim, although it has counted
     * against the limit.
     */
    static final String CLAIM = "WITH picked AS (\n" + pickedWith("") + ")\n"
            + startOf("ctid", "ARRAY(SELECT place FROM picked)", "CURRENT_TIMESTAMP", "");

    /** Parameters: ids, queue, names; worker; queue; worker. */
    static final String CLAIM_THESE =
            """
            WITH picked AS (
                SELECT ctid AS place
                  FROM caraway_active
                 WHERE id = ANY (?)
                   AND queue = ?
                   AND name = ANY (?)
                   AND run_at <= CURRENT_TIMESTAMP
                   AND %s
                   AND %s
                   FOR UPDATE SKIP LOCKED)
            """.formatted(WAITS, SERVED) + startOf("ctid", "ARRAY(SELECT place FROM picked)", "CURRENT_TIMESTAMP", "");

    /**
     * The start is after the completion of earlier tasks was seen: of tasks that exclude each other, one finishes
     * before the other starts.
     */
    private static final String START = startOf(
            "id", "?", "clock_timestamp()", "\n                       limited = CASE WHEN id = ANY (?) THEN true END,");

    private static final String CUT = """
            SELECT fairness_group.name, fairness_group.task_key
              FROM generate_series(9, 0, -1) AS level (priority)
             CROSS JOIN LATERAL (
            %s
                        LIMIT 1
                        OFFSET %d) AS fairness_group""".formatted(GROUPS, GROUPS_CAP - 1);

    @Override
    public List<ClaimRequest.FairnessGroup> truncatedGroups(
            Connection connection, ClaimRequest request, List<Mark> marks) throws SQLException {
        try (GenericPlanStatement select = new GenericPlanStatement(connection, CUT)) {
            new ClaimBinder(connection, select.statement()).groups(request, marks);
            List<ClaimRequest.FairnessGroup> groups = new ArrayList<>();
            try (ResultSet row = select.rows()) {
                while (row.next()) {
                    groups.add(new ClaimRequest.FairnessGroup(row.getString(1), row.getString(2)));
                }
            }
            return groups;
        }
    }

    @Override
    public boolean singleStatement() {
        return true;
    }

    @Override
    public List<ClaimedRow> claim(Connection connection, ClaimRequest request, List<Mark> marks) throws SQLException {
        try (GenericPlanStatement claim = new GenericPlanStatement(connection, CLAIM)) {
            ClaimBinder binder = new ClaimBinder(connection, claim.statement());
            bindPick(binder, request, request.limit(), marks, null);
            binder.text(request.workerId());
            try (ResultSet row = claim.rows()) {
                return rows(row, request.workerId());
            }
        }
    }

    @Override
    public List<ClaimedRow> claimThese(Connection connection, ClaimRequest request, Set<UUID> ids) throws SQLException {
        try (GenericPlanStatement claim = new GenericPlanStatement(connection, CLAIM_THESE)) {
            ClaimBinder binder = new ClaimBinder(connection, claim.statement());
            binder.array("uuid", ids.toArray());
            binder.text(request.queue());
            binder.array("text", request.names().toArray());
            binder.text(request.workerId());
            binder.text(request.queue());
            binder.text(request.workerId());
            try (ResultSet row = claim.rows()) {
                return rows(row, request.workerId());
            }
        }
    }

    @Override
    public List<Picked> pick(Connection connection, ClaimRequest request, int limit, OffsetDateTime now)
            throws SQLException {
        try (PreparedStatement pick = connection.prepareStatement(PICK)) {
            bindPick(new ClaimBinder(connection, pick), request, limit, List.of(), now);
            List<Picked> picked = new ArrayList<>();
            try (ResultSet row = pick.executeQuery()) {
                while (row.next()) {
                    picked.add(new Picked(
                            row.getObject(1, UUID.class),
                            new ClaimRequest.FairnessGroup(row.getString(2), row.getString(3))));
                }
            }
            return picked;
        }
    }

    @Override
    public List<ClaimedRow> start(Connection connection, String workerId, List<UUID> ids, Set<UUID> counted)
            throws SQLException {
        try (PreparedStatement start = connection.prepareStatement(START)) {
            ClaimBinder binder = new ClaimBinder(connection, start);
            binder.text(workerId);
            binder.array("uuid", counted.toArray());
            binder.array("uuid", ids.toArray());
            try (ResultSet row = start.executeQuery()) {
                return rows(row, workerId);
            }
        }
    }

    private List<ClaimedRow> rows(ResultSet row, String workerId) throws SQLException {
        List<ClaimedRow> rows = new ArrayList<>();
        while (row.next()) {
            rows.add(ClaimedRow.read(row, workerId, maps));
        }
        return rows;
    }

    /** With an instant, the limits are checked, too. */
    private static void bindPick(
            ClaimBinder binder, ClaimRequest request, int limit, List<Mark> marks, @Nullable OffsetDateTime now)
            throws SQLException {
        binder.number(request.lowestFirst() ? 0 : HIGHEST);
        binder.number(request.lowestFirst() ? HIGHEST : 0);
        binder.number(request.lowestFirst() ? 1 : -1);
        binder.groups(request, marks);
        binder.text(request.queue());
        if (now != null) {
            binder.limits(request.limits(), now);
        }
        binder.text(request.queue());
        binder.number(limit);
        binder.text(request.workerId());
        binder.text(request.queue());
        binder.number(limit);
    }

    private static final String BEHIND = """
            SELECT mark.priority, mark.name, mark.task_key, late.run_at
              FROM unnest(?::int[], ?::text[], ?::text[], ?::timestamptz[]) AS mark (priority, name, task_key, since)
             CROSS JOIN LATERAL (
                   SELECT run_at
                     FROM caraway_active
                    WHERE queue = ? AND priority = mark.priority AND name = mark.name AND task_key = mark.task_key
                      AND run_at < mark.since
                      AND %s
                    ORDER BY run_at
                    LIMIT 1) AS late""".formatted(WAITS);

    @Override
    public List<Mark> lateTasks(Connection connection, String queue, List<Mark> marks) throws SQLException {
        try (GenericPlanStatement select = new GenericPlanStatement(connection, BEHIND)) {
            ClaimBinder binder = new ClaimBinder(connection, select.statement());
            binder.marks(marks);
            binder.text(queue);
            List<Mark> late = new ArrayList<>();
            try (ResultSet row = select.rows()) {
                while (row.next()) {
                    late.add(new Mark(
                            row.getInt(1),
                            new ClaimRequest.FairnessGroup(row.getString(2), row.getString(3)),
                            row.getObject(4, OffsetDateTime.class)));
                }
            }
            return late;
        }
    }

    private static final String NEXT_DUE = """
            SELECT extract(epoch FROM MIN(due.run_at) - CURRENT_TIMESTAMP) * 1000
              FROM generate_series(9, 0, -1) AS level (priority)
             CROSS JOIN LATERAL (
            %s) AS fairness_group
             CROSS JOIN LATERAL (
                   SELECT run_at
                     FROM caraway_active
                    WHERE queue = ?
                      AND priority = level.priority
                      AND name = fairness_group.name
                      AND task_key = fairness_group.task_key
                      AND run_at >= fairness_group.since
                      AND %s
                      AND run_at < 'infinity'
                    ORDER BY run_at
                    LIMIT 1) AS due""".formatted(FIRST_GROUPS, WAITS);

    @Override
    public Optional<Duration> untilNextDue(Connection connection, String queue, Set<String> names, List<Mark> marks)
            throws SQLException {
        try (GenericPlanStatement select = new GenericPlanStatement(connection, NEXT_DUE)) {
            ClaimBinder binder = new ClaimBinder(connection, select.statement());
            binder.groups(ClaimRequest.of("", queue, names, 1), marks);
            binder.text(queue);
            try (ResultSet row = select.rows()) {
                row.next();
                double millis = row.getDouble(1);
                return row.wasNull() ? Optional.empty() : Optional.of(Duration.ofMillis((long) Math.ceil(millis)));
            }
        }
    }
}
