package org.caraway.internal.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.caraway.internal.lifecycle.ConcurrencyLimit;
import org.caraway.internal.lifecycle.RateLimit;
import org.caraway.internal.lifecycle.StartLimits;
import org.jspecify.annotations.Nullable;

/**
 * {@link ClaimStatements} in one statement each. Thread-safe.
 *
 * <p>PostgreSQL has no skip scan before version 18, so the lines are found by a recursive query, one index probe for each
 * (PostgreSQL wiki, "Loose indexscan"). Tasks that are not due yet are never walked over.
 */
final class PostgresClaims implements ClaimStatements {

    private static final int HIGHEST = 9;

    private final TextMaps maps = new TextMaps();

    /**
     * A name that is not asked for costs one step, whatever its keys, unless they begin behind a tilde.
     *
     * <p>Parameters: queue, name and key of the line that was served last; queue, names; queue and that line; queue, names and that
     * line; names.
     */
    private static final String LINES = """
                       SELECT name, task_key
                         FROM (
                              WITH RECURSIVE onward AS (
                                  (SELECT name, task_key
                                     FROM caraway_active
                                    WHERE queue = ? AND priority = level.priority AND (name, task_key) > (?, ?)
                                    ORDER BY name, task_key
                                    LIMIT 1)
                                  UNION ALL
                                  SELECT next.name, next.task_key
                                    FROM onward
                                   CROSS JOIN LATERAL (
                                         SELECT name, task_key
                                           FROM caraway_active
                                          WHERE queue = ? AND priority = level.priority
                                            AND (name, task_key) > (onward.name, CASE WHEN onward.name = ANY (?) THEN onward.task_key ELSE '~' END)
                                          ORDER BY name, task_key
                                          LIMIT 1) AS next),
                              again AS (
                                  (SELECT name, task_key
                                     FROM caraway_active
                                    WHERE queue = ? AND priority = level.priority AND (name, task_key) <= (?, ?)
                                    ORDER BY name, task_key
                                    LIMIT 1)
                                  UNION ALL
                                  SELECT next.name, next.task_key
                                    FROM again
                                   CROSS JOIN LATERAL (
                                         SELECT name, task_key
                                           FROM caraway_active
                                          WHERE queue = ? AND priority = level.priority
                                            AND (name, task_key) > (again.name, CASE WHEN again.name = ANY (?) THEN again.task_key ELSE '~' END)
                                            AND (name, task_key) <= (?, ?)
                                          ORDER BY name, task_key
                                          LIMIT 1) AS next)
                              SELECT name, task_key FROM onward
                              UNION ALL
                              SELECT name, task_key FROM again) AS circle
                        WHERE name = ANY (?)""";

    private static final String FIRST_LINES = LINES + """

                        LIMIT %d""".formatted(LINES_CAP);

    /** Of the row's own line. Parameter: queue. */
    private static final String CLAIMABLE = """
            queue = ? AND priority = level.priority AND name = line.name AND task_key = line.task_key
                          AND run_at <= CURRENT_TIMESTAMP
                          AND state IN ('PENDING', 'RETRY')
                          AND revoke IS NULL
                          AND (expires_at IS NULL OR expires_at > CURRENT_TIMESTAMP)""";

    /** Whether a limit holds the line back. Parameters: names, owners, limits as text and by key of rates; now; names, numbers and by key. */
    private static final String FREE = """
                          AND NOT EXISTS (
                              SELECT 1
                                FROM unnest(?::text[], ?::text[], ?::text[], ?::boolean[]) AS rate (name, owner, limit_text, by_key)
                                JOIN caraway_limit AS bucket
                                  ON bucket.bucket = rate.owner || E'\\n' || rate.limit_text
                                                     || CASE WHEN rate.by_key THEN E'\\n' || line.task_key ELSE '' END
                               WHERE rate.name = line.name
                                 AND bucket.next_at > ?)
                          AND NOT EXISTS (
                              SELECT 1
                                FROM unnest(?::text[], ?::int[], ?::boolean[]) AS most (name, number, by_key)
                               WHERE most.name = line.name
                                 AND most.number <= (
                                     SELECT COUNT(*)
                                       FROM caraway_active AS other
                                      WHERE other.counted
                                        AND other.name = line.name
                                        AND (NOT most.by_key OR other.task_key = line.task_key)))""";

    /**
     * The first due task of each line is asked for with an order and a limit, which PostgreSQL makes no join of.
     *
     * <p>Parameters: the order of the priorities; lines; claimable; [free]; claimable; limit twice; worker; queue; limit.
     */
    private static String pickedWith(String free) {
        return """
                SELECT due.id, line.name, line.task_key
                  FROM generate_series(?::int, ?::int, ?::int) AS level (priority)
                 CROSS JOIN LATERAL (
                       SELECT array_agg(line.name) AS names, array_agg(line.task_key) AS keys, COUNT(*) AS number
                         FROM (
                       SELECT line.name, line.task_key
                         FROM (
                %s) AS line
                        CROSS JOIN LATERAL (
                              SELECT 1
                                FROM caraway_active
                               WHERE %s
                               ORDER BY run_at
                               LIMIT 1) AS due
                        WHERE true
                %s
                        LIMIT %d) AS line) AS ready
                 CROSS JOIN LATERAL unnest(ready.names, ready.keys) AS line (name, task_key)
                 CROSS JOIN LATERAL (
                       SELECT id
                         FROM caraway_active
                        WHERE %s
                        ORDER BY run_at
                        LIMIT (? + ready.number - 1) / ready.number
                          FOR UPDATE SKIP LOCKED) AS due
                 WHERE EXISTS (
                       SELECT 1
                         FROM caraway_worker
                        WHERE id = ?
                          AND lease_until > CURRENT_TIMESTAMP)
                   AND NOT EXISTS (
                       SELECT 1
                         FROM caraway_queue
                        WHERE queue = ?
                          AND paused)
                 LIMIT ?""".formatted(FIRST_LINES, CLAIMABLE, free, READY_CAP, CLAIMABLE);
    }

    private static final String PICK = pickedWith(FREE);

    /** A join might be planned as a scan of the whole table when statistics are stale; an array is not. */
    private static String startOf(String ids, String instant, String counted) {
        return """
                UPDATE caraway_active
                   SET state = 'STARTED', worker_id = ?, attempt = attempt + 1, started_at = %s,
                       delivered_at = NULL,
                       unique_lock = CASE unique_scope WHEN 'PENDING' THEN NULL ELSE unique_lock END,%s
                       progress_current = NULL, progress_total = NULL, progress_message = NULL, phase = NULL, partial_result = NULL
                 WHERE id = ANY (%s)
                RETURNING id, name, queue, attempt, retries, deliveries, arguments, headers, root_id, parent_id, created_by,
                          context, priority, task_key, max_retries, options, run_at, expires_at,
                          CURRENT_TIMESTAMP AS claimed_at""".formatted(instant, counted, ids);
    }

    static final String CLAIM = "WITH picked AS (\n" + pickedWith("") + ")\n"
            + startOf("ARRAY(SELECT id FROM picked)", "CURRENT_TIMESTAMP", "");

    /** After the end of what ran before was seen: of tasks that exclude each other, one ends before the other starts. */
    private static final String START = startOf(
            "?", "clock_timestamp()", "\n                       counted = CASE WHEN id = ANY (?) THEN true END,");

    private static final String CUT = """
            SELECT line.name, line.task_key
              FROM generate_series(9, 0, -1) AS level (priority)
             CROSS JOIN LATERAL (
            %s
                        LIMIT 1
                        OFFSET %d) AS line""".formatted(LINES, LINES_CAP - 1);

    @Override
    public List<ClaimRequest.Line> cut(Connection connection, ClaimRequest request) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(CUT)) {
            new Binder(connection, select).lines(request);
            List<ClaimRequest.Line> lines = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    lines.add(new ClaimRequest.Line(row.getString(1), row.getString(2)));
                }
            }
            return lines;
        }
    }

    @Override
    public List<ClaimedRow> claim(Connection connection, ClaimRequest request) throws SQLException {
        try (PreparedStatement claim = connection.prepareStatement(CLAIM)) {
            Binder binder = new Binder(connection, claim);
            bindPick(binder, request, request.limit(), null);
            binder.text(request.workerId());
            return rows(claim, request.workerId());
        }
    }

    @Override
    public List<Picked> pick(Connection connection, ClaimRequest request, int limit, OffsetDateTime now)
            throws SQLException {
        try (PreparedStatement pick = connection.prepareStatement(PICK)) {
            bindPick(new Binder(connection, pick), request, limit, now);
            List<Picked> picked = new ArrayList<>();
            try (ResultSet row = pick.executeQuery()) {
                while (row.next()) {
                    picked.add(new Picked(
                            row.getObject(1, UUID.class), new ClaimRequest.Line(row.getString(2), row.getString(3))));
                }
            }
            return picked;
        }
    }

    @Override
    public List<ClaimedRow> start(Connection connection, String workerId, List<UUID> ids, Set<UUID> counted)
            throws SQLException {
        try (PreparedStatement start = connection.prepareStatement(START)) {
            Binder binder = new Binder(connection, start);
            binder.text(workerId);
            binder.array("uuid", counted.toArray());
            binder.array("uuid", ids.toArray());
            return rows(start, workerId);
        }
    }

    private List<ClaimedRow> rows(PreparedStatement statement, String workerId) throws SQLException {
        List<ClaimedRow> rows = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                rows.add(ClaimedRow.read(row, workerId, row.getInt("attempt"), maps));
            }
        }
        return rows;
    }

    /** With an instant, the limits are asked, too. */
    private static void bindPick(Binder binder, ClaimRequest request, int limit, @Nullable OffsetDateTime now)
            throws SQLException {
        binder.number(request.lowestFirst() ? 0 : HIGHEST);
        binder.number(request.lowestFirst() ? HIGHEST : 0);
        binder.number(request.lowestFirst() ? 1 : -1);
        binder.lines(request);
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

    private static final String NEXT_DUE = """
            SELECT extract(epoch FROM MIN(due.run_at) - CURRENT_TIMESTAMP) * 1000
              FROM generate_series(9, 0, -1) AS level (priority)
             CROSS JOIN LATERAL (
            %s) AS line
             CROSS JOIN LATERAL (
                   SELECT run_at
                     FROM caraway_active
                    WHERE queue = ? AND priority = level.priority AND name = line.name AND task_key = line.task_key
                      AND state IN ('PENDING', 'RETRY')
                      AND revoke IS NULL
                      AND (expires_at IS NULL OR expires_at > CURRENT_TIMESTAMP)
                      AND run_at < 'infinity'
                    ORDER BY run_at
                    LIMIT 1) AS due""".formatted(FIRST_LINES);

    @Override
    public Optional<Duration> untilNextDue(Connection connection, String queue, Set<String> names) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(NEXT_DUE)) {
            Binder binder = new Binder(connection, select);
            binder.lines(ClaimRequest.of("", queue, names, 1));
            binder.text(queue);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                double millis = row.getDouble(1);
                return row.wasNull() ? Optional.empty() : Optional.of(Duration.ofMillis((long) Math.ceil(millis)));
            }
        }
    }

    /** Binds parameters in their order. Confined to one statement. */
    private static final class Binder {

        private final Connection connection;
        private final PreparedStatement statement;
        private int index;

        Binder(Connection connection, PreparedStatement statement) {
            this.connection = connection;
            this.statement = statement;
        }

        void text(String value) throws SQLException {
            statement.setString(++index, value);
        }

        void number(int value) throws SQLException {
            statement.setInt(++index, value);
        }

        void array(String type, Object... values) throws SQLException {
            Array array = connection.createArrayOf(type, values);
            statement.setArray(++index, array);
        }

        void lines(ClaimRequest request) throws SQLException {
            ClaimRequest.Line after = request.after();
            Object[] names = request.names().toArray();
            text(request.queue());
            line(after);
            text(request.queue());
            array("text", names);
            text(request.queue());
            line(after);
            text(request.queue());
            array("text", names);
            line(after);
            array("text", names);
        }

        private void line(ClaimRequest.Line line) throws SQLException {
            text(line.name());
            text(line.key());
        }

        void limits(Map<String, StartLimits> limits, OffsetDateTime now) throws SQLException {
            List<Object[]> rates = new ArrayList<>();
            List<Object[]> most = new ArrayList<>();
            limits.forEach((name, bounds) -> {
                for (RateLimit rate : bounds.rates()) {
                    rates.add(
                            new Object[] {name, Buckets.ownerOf(name, rate), Buckets.textOf(rate), rate.per() != null});
                }
                for (ConcurrencyLimit limit : bounds.concurrency()) {
                    most.add(new Object[] {name, limit.most(), limit.per() != null});
                }
            });
            columns(rates, "text", "text", "text", "bool");
            statement.setObject(++index, now);
            columns(most, "text", "int4", "bool");
        }

        private void columns(List<Object[]> rows, String... types) throws SQLException {
            for (int column = 0; column < types.length; column++) {
                int wanted = column;
                array(types[column], rows.stream().map(row -> row[wanted]).toArray());
            }
        }
    }
}
