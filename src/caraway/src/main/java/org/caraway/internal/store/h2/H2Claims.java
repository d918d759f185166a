package org.caraway.internal.store.h2;

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
import org.caraway.internal.store.claim.Buckets;
import org.caraway.internal.store.claim.ClaimRequest;
import org.caraway.internal.store.claim.ClaimRequest.FairnessGroup;
import org.caraway.internal.store.claim.ClaimStatements;
import org.caraway.internal.store.claim.ClaimedRow;
import org.caraway.internal.store.claim.Watermarks.Mark;
import org.caraway.internal.store.jdbc.TextMaps;
import org.jspecify.annotations.Nullable;

/**
 * {@link ClaimStatements} in many small statements, because H2 has neither lateral joins nor {@code UPDATE …
 * RETURNING}; H2 runs in the same process. Each statement finds its rows by a prefix of {@code caraway_active_due}.
 * Marks are ignored: finished tasks are deleted from the index at once. Thread-safe.
 */
final class H2Claims implements ClaimStatements {

    private final TextMaps maps = new TextMaps();

    private static final String MAY_CLAIM = """
            SELECT 1
             WHERE EXISTS (
                   SELECT 1
                     FROM caraway_worker
                    WHERE id = ?
                      AND lease_until > CURRENT_TIMESTAMP)
               AND NOT EXISTS (
                   SELECT 1
                     FROM caraway_queue
                    WHERE queue = ?
                      AND paused)""";

    @Override
    public List<FairnessGroup> truncatedGroups(Connection connection, ClaimRequest request, List<Mark> marks)
            throws SQLException {
        H2FairnessGroups groups = new H2FairnessGroups(connection, request);
        List<FairnessGroup> cuts = new ArrayList<>();
        for (int priority = 0; priority <= 9; priority++) {
            List<FairnessGroup> seen = groups.inCircle(priority);
            if (seen.size() == GROUPS_CAP) {
                cuts.add(seen.get(GROUPS_CAP - 1));
            }
        }
        return cuts;
    }

    @Override
    public boolean singleStatement() {
        return false;
    }

    @Override
    public List<ClaimedRow> claim(Connection connection, ClaimRequest request, List<Mark> marks) throws SQLException {
        List<Picked> picked = pick(connection, request, request.limit(), null);
        List<UUID> ids = picked.stream().map(Picked::id).toList();
        return ids.isEmpty() ? List.of() : start(connection, request.workerId(), ids, Set.of());
    }

    @Override
    public List<Picked> pick(Connection connection, ClaimRequest request, int limit, @Nullable OffsetDateTime now)
            throws SQLException {
        List<Picked> picked = new ArrayList<>();
        if (!mayClaim(connection, request)) {
            return picked;
        }
        H2FairnessGroups groups = new H2FairnessGroups(connection, request);
        for (int step = 0; step <= 9 && picked.size() < limit; step++) {
            int priority = request.lowestFirst() ? step : 9 - step;
            List<FairnessGroup> ready = new ArrayList<>();
            for (FairnessGroup group : groups.inCircle(priority)) {
                if (ready.size() < READY_CAP
                        && (now == null || free(connection, request.limits(), group, now))
                        && groups.ready(priority, group)) {
                    ready.add(group);
                }
            }
            for (FairnessGroup group : ready) {
                int part = Math.min(limit - picked.size(), (limit + ready.size() - 1) / ready.size());
                picked.addAll(groups.locked(priority, group, part));
            }
        }
        return picked;
    }

    private static boolean mayClaim(Connection connection, ClaimRequest request) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(MAY_CLAIM)) {
            select.setString(1, request.workerId());
            select.setString(2, request.queue());
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    /**
     * Whether the limits admit one more task of this fairness group; an earlier round has written the counts that this
     * reads.
     */
    private static boolean free(
            Connection connection, Map<String, StartLimits> limits, FairnessGroup group, OffsetDateTime now)
            throws SQLException {
        StartLimits bounds = limits.getOrDefault(group.name(), StartLimits.NONE);
        Buckets buckets = new Buckets(connection, now);
        for (RateLimit rate : bounds.rates()) {
            if (!buckets.of(group, rate).hasPermit()) {
                return false;
            }
        }
        for (ConcurrencyLimit limit : bounds.concurrency()) {
            if (running(connection, group, limit.per() != null) >= limit.most()) {
                return false;
            }
        }
        return true;
    }

    private static final String RUNNING = """
            SELECT COUNT(*)
              FROM caraway_active
             WHERE limited
               AND name = ?
               AND (? OR task_key = ?)""";

    private static long running(Connection connection, FairnessGroup group, boolean byKey) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(RUNNING)) {
            select.setString(1, group.name());
            select.setBoolean(2, !byKey);
            select.setString(3, group.key());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static final String START = """
            UPDATE caraway_active
               SET state = 'STARTED', worker_id = ?, attempt = attempt + 1, started_at = CURRENT_TIMESTAMP,
                   delivered_at = NULL,
                   unique_lock = CASE unique_scope WHEN 'PENDING' THEN NULL ELSE unique_lock END, limited = ?,
                   progress_current = NULL, progress_total = NULL, progress_message = NULL, phase = NULL,
                   partial_result = NULL
             WHERE id = ?""";

    private static final String STARTED = """
            SELECT %s
              FROM caraway_active
             WHERE id = ANY (?)""".formatted(ClaimedRow.COLUMNS);

    @Override
    public List<ClaimedRow> start(Connection connection, String workerId, List<UUID> ids, Set<UUID> counted)
            throws SQLException {
        List<ClaimedRow> rows = new ArrayList<>();
        try (PreparedStatement start = connection.prepareStatement(START);
                PreparedStatement started = connection.prepareStatement(STARTED)) {
            for (UUID id : ids) {
                start.setString(1, workerId);
                start.setObject(2, counted.contains(id) ? Boolean.TRUE : null);
                start.setObject(3, id);
                start.addBatch();
            }
            start.executeBatch();
            started.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            try (ResultSet row = started.executeQuery()) {
                while (row.next()) {
                    rows.add(ClaimedRow.read(row, workerId, maps));
                }
            }
        }
        return rows;
    }

    @Override
    public Optional<Duration> untilNextDue(Connection connection, String queue, Set<String> names, List<Mark> marks)
            throws SQLException {
        H2FairnessGroups groups = new H2FairnessGroups(connection, ClaimRequest.of("", queue, names, 1));
        Duration least = null;
        for (int priority = 0; priority <= 9; priority++) {
            for (FairnessGroup group : groups.inCircle(priority)) {
                Duration until = groups.untilDue(priority, group);
                least = until != null && (least == null || until.compareTo(least) < 0) ? until : least;
            }
        }
        return Optional.ofNullable(least);
    }

    @Override
    public List<ClaimedRow> claimThese(Connection connection, ClaimRequest request, Set<UUID> ids) {
        throw new UnsupportedOperationException("H2 claims what is due, not by id. This is a bug in Caraway.");
    }

    /** H2 ignores marks, so that there are no late tasks. */
    @Override
    public List<Mark> lateTasks(Connection connection, String queue, List<Mark> marks) {
        return List.of();
    }
}
