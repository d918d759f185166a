package org.caraway.internal.store.claim;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.caraway.internal.lifecycle.StartLimits;
import org.caraway.internal.store.claim.ClaimStatements.Picked;
import org.caraway.internal.store.claim.Watermarks.Mark;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.jdbc.SqlWork;
import org.caraway.internal.store.model.ClaimedTask;

/**
 * Claims due tasks. Thread-safe.
 *
 * <p>Where nothing has to be counted, a claim is one statement. Where limits apply, the claim first locks the names
 * that have limits, and then picks, counts and starts claimable tasks in rounds, until the request is filled or the
 * limits admit no more. The counts of one round exclude fairness groups from the next.
 */
public final class JdbcTaskClaims implements TaskClaims {

    private static final int ROUNDS_CAP = 10;
    /** The lock under which the tasks of a queue are counted; in addition to those of its names. */
    private static final String QUEUE_LOCK = "queue:";

    private final Connections connections;
    private final ClaimStatements statements;
    private final LimitedNames locks;
    private final LongSupplier nanos;
    private final Watermarks watermarks;
    private final Set<String> provided = ConcurrentHashMap.newKeySet();

    /** With {@link System#nanoTime} as its clock. */
    public JdbcTaskClaims(Connections connections, ClaimStatements statements, LongSupplier nanos) {
        this.connections = connections;
        this.statements = statements;
        this.nanos = nanos;
        watermarks = new Watermarks(nanos);
        locks = new LimitedNames(connections);
    }

    @Override
    public List<ClaimedTask> claim(ClaimRequest request) {
        String purpose = purpose(request);
        List<ClaimedRow> rows;
        if (request.counts()) {
            provide(lockNames(request));
            watermarks.forget(request.queue());
            rows = connections.alonePinned(purpose, connection -> counted(connection, request));
        } else {
            rows = uncounted(purpose, request);
        }
        return ordered(rows);
    }

    private static String purpose(ClaimRequest request) {
        return "No tasks were claimed from queue " + request.queue();
    }

    private static List<ClaimedTask> ordered(List<ClaimedRow> rows) {
        return rows.stream().sorted(ClaimedRow.ORDER).map(ClaimedRow::task).toList();
    }

    @Override
    public List<ClaimedTask> claimThese(ClaimRequest request, Set<UUID> ids) {
        if (!statements.singleStatement() || request.queueMost() != null) {
            return claim(request);
        }
        ClaimRequest free = request.withNames(request.unlimitedNames());
        List<ClaimedRow> rows =
                singleStatement(purpose(request), connection -> statements.claimThese(connection, free, ids));
        watermarks.claimedById(request.queue(), rows);
        return ordered(rows);
    }

    @Override
    public List<ClaimRequest.FairnessGroup> truncatedGroups(ClaimRequest request) {
        List<Mark> marks = watermarks.last(request.queue());
        return singleStatement(
                "The fairness groups of queue " + request.queue() + " were not read",
                connection -> statements.truncatedGroups(connection, request, marks));
    }

    /** After a claim that was not thorough, until the next claim from the queue. */
    @Override
    public Optional<Duration> untilNextDue(String queue, Set<String> names) {
        List<Mark> marks = watermarks.last(queue);
        Optional<Duration> due = singleStatement(
                "The next due task of queue " + queue + " was not searched",
                connection -> statements.untilNextDue(connection, queue, names, marks));
        return Stream.concat(due.stream(), watermarks.untilNextScan(queue).stream())
                .min(Comparator.naturalOrder());
    }

    @Override
    public LateTaskScan scanForLateTasks(String queue) {
        List<Mark> marks = watermarks.separateScanMarks(queue);
        if (marks.isEmpty()) {
            return new LateTaskScan(false, watermarks.untilSeparateScan(queue));
        }
        long start = nanos.getAsLong();
        List<Mark> late = singleStatement(
                "Queue " + queue + " was not scanned for late tasks",
                connection -> statements.lateTasks(connection, queue, marks));
        watermarks.scanned(queue, late, nanos.getAsLong() - start);
        return new LateTaskScan(!late.isEmpty(), watermarks.untilSeparateScan(queue));
    }

    private <T> T singleStatement(String purpose, SqlWork<T> work) {
        return statements.singleStatement() ? connections.aloneInOne(purpose, work) : connections.alone(purpose, work);
    }

    private List<ClaimedRow> uncounted(String purpose, ClaimRequest request) {
        List<Mark> marks = request.thorough() ? List.of() : watermarks.next(request.queue());
        long start = nanos.getAsLong();
        List<ClaimedRow> rows = singleStatement(purpose, connection -> statements.claim(connection, request, marks));
        if (statements.singleStatement()) {
            watermarks.claimed(request.queue(), marks, rows, nanos.getAsLong() - start);
        }
        return rows;
    }

    private void provide(Set<String> names) {
        Set<String> wanted = new TreeSet<>(names);
        wanted.removeAll(provided);
        if (!wanted.isEmpty()) {
            locks.provide(wanted);
            provided.addAll(wanted);
        }
    }

    private static Set<String> lockNames(ClaimRequest request) {
        Set<String> names = new HashSet<>();
        request.limits().forEach((name, limits) -> names.addAll(locksOf(name, limits)));
        if (request.queueMost() != null) {
            names.add(QUEUE_LOCK + request.queue());
        }
        return names;
    }

    /** The lock of the name, and those of the limits that it shares with others. */
    private static Set<String> locksOf(String name, StartLimits limits) {
        Set<String> locks = new HashSet<>(Set.of(Buckets.ownerOf(name)));
        limits.rates().forEach(rate -> locks.add(Buckets.ownerOf(name, rate)));
        return locks;
    }

    private List<ClaimedRow> counted(Connection connection, ClaimRequest request) throws SQLException {
        Set<String> wanted = lockNames(request);
        Set<String> locked = LimitedNames.lock(connection, wanted);
        wanted.removeAll(locked);
        provided.removeAll(wanted); // they may be deleted, not only locked: the next claim checks
        if (request.queueMost() != null && !locked.contains(QUEUE_LOCK + request.queue())) {
            return List.of();
        }
        Set<String> names = request.unlimitedNames();
        if (request.limitedMost() > 0) {
            request.limits().forEach((name, limits) -> {
                if (locked.containsAll(locksOf(name, limits))) {
                    names.add(name);
                }
            });
        }
        names.retainAll(request.names());
        ClaimRequest lockable = request.withNames(names);
        OffsetDateTime now = now(connection);
        Admission admission = new Admission(connection, lockable, now);
        List<ClaimedRow> rows = new ArrayList<>();
        for (int round = 0; round < ROUNDS_CAP && rows.size() < request.limit(); round++) {
            List<Picked> picked = statements.pick(connection, lockable, request.limit() - rows.size(), now);
            List<Picked> admitted = admitted(picked, admission);
            if (admitted.isEmpty()) {
                break;
            }
            admission.write();
            rows.addAll(started(connection, request.workerId(), admitted, admission));
        }
        return rows;
    }

    private static List<Picked> admitted(List<Picked> picked, Admission admission) throws SQLException {
        List<Picked> admitted = new ArrayList<>();
        for (Picked task : picked) {
            if (admission.admits(task.group())) {
                admitted.add(task);
            }
        }
        return admitted;
    }

    private List<ClaimedRow> started(Connection connection, String workerId, List<Picked> admitted, Admission admission)
            throws SQLException {
        List<UUID> ids = new ArrayList<>();
        Set<UUID> counted = new HashSet<>();
        for (Picked task : admitted) {
            ids.add(task.id());
            if (admission.counts(task.group().name())) {
                counted.add(task.id());
            }
        }
        return statements.start(connection, workerId, ids, counted);
    }

    private static final String NOW = """
            SELECT CURRENT_TIMESTAMP""";

    private static OffsetDateTime now(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(NOW);
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getObject(1, OffsetDateTime.class);
        }
    }
}
