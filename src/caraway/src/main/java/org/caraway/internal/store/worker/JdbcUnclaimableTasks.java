package org.caraway.internal.store.worker;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.caraway.CallOptions;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.jdbc.RowValues;
import org.jspecify.annotations.Nullable;

/**
 * Finds due tasks that no living worker can claim. Thread-safe.
 *
 * <p>It goes from name to name along the index of the claims, with one probe for each queue, priority and name, and
 * counts only the tasks of names that nobody serves, at most {@value #COUNT_CAP} of each priority: so what it reads
 * does not grow with the backlog. Tasks for one worker only are left out: they expire with that worker.
 */
public final class JdbcUnclaimableTasks implements UnclaimableTasks {

    /** How many groups of a queue, a priority and a name are looked at. */
    static final int GROUPS_CAP = 1_000;

    static final int COUNT_CAP = 10_000;

    private final Connections connections;

    public JdbcUnclaimableTasks(Connections connections) {
        this.connections = connections;
    }

    /**
     * Where tasks may stand.
     *
     * @param priority only of the last place that was looked at
     */
    private record Place(String queue, int priority, String name) {

        static final Place START = new Place("", -1, "");
    }

    /** A queue and a name. */
    private record Group(String queue, String name) implements Comparable<Group> {

        @Override
        public int compareTo(Group other) {
            int byQueue = queue.compareTo(other.queue);
            return byQueue != 0 ? byQueue : name.compareTo(other.name);
        }
    }

    @Override
    public List<Unclaimable> unclaimable() {
        return connections.joining("Tasks that no worker can claim were not counted", connection -> {
            Map<Group, Optional<Unclaimable.Lacking>> lacking = new TreeMap<>();
            Map<Group, Unclaimable> found = new TreeMap<>();
            Place place = next(connection, Place.START);
            for (int looked = 0; place != null && looked < GROUPS_CAP; looked++) {
                Group group = new Group(place.queue(), place.name());
                Optional<Unclaimable.Lacking> known = lacking.get(group);
                if (known == null) {
                    known = lacking(connection, group);
                    lacking.put(group, known);
                }
                if (known.isPresent()) {
                    count(connection, place, known.get())
                            .ifPresent(some -> found.merge(group, some, JdbcUnclaimableTasks::sum));
                }
                place = next(connection, place);
            }
            return new ArrayList<>(found.values());
        });
    }

    private static final String NEXT_NAME = """
            SELECT queue, priority, name
              FROM caraway_active
             WHERE queue = ? AND priority = ? AND name > ?
               AND run_at IS NOT NULL
             ORDER BY queue, priority DESC, name, task_key, run_at
             LIMIT 1""";

    private static final String NEXT_PRIORITY = """
            SELECT queue, priority, name
              FROM caraway_active
             WHERE queue = ? AND priority < ?
               AND run_at IS NOT NULL
             ORDER BY queue, priority DESC, name, task_key, run_at
             LIMIT 1""";

    private static final String NEXT_QUEUE = """
            SELECT queue, priority, name
              FROM caraway_active
             WHERE queue > ?
               AND run_at IS NOT NULL
             ORDER BY queue, priority DESC, name, task_key, run_at
             LIMIT 1""";

    private static @Nullable Place next(Connection connection, Place last) throws SQLException {
        Place next = last;
        do {
            next = onward(connection, next);
        } while (next != null && CallOptions.workerOf(next.queue()).isPresent());
        return next;
    }

    private static @Nullable Place onward(Connection connection, Place last) throws SQLException {
        boolean skipped = CallOptions.workerOf(last.queue()).isPresent();
        Place next = skipped ? null : place(connection, NEXT_NAME, last.queue(), last.priority(), last.name());
        if (next == null && !skipped) {
            next = place(connection, NEXT_PRIORITY, last.queue(), last.priority());
        }
        return next == null ? place(connection, NEXT_QUEUE, last.queue()) : next;
    }

    private static @Nullable Place place(Connection connection, String query, Object... parameters)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(query)) {
            for (int i = 0; i < parameters.length; i++) {
                select.setObject(i + 1, parameters[i]);
            }
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? new Place(row.getString(1), row.getInt(2), row.getString(3)) : null;
            }
        }
    }

    private static final String LACKING = """
            SELECT CASE WHEN EXISTS (
                             SELECT 1
                               FROM caraway_worker AS worker
                               JOIN caraway_worker_queue AS served ON served.worker_id = worker.id
                               JOIN caraway_worker_name AS known ON known.worker_id = worker.id
                              WHERE worker.lease_until > CURRENT_TIMESTAMP
                                AND served.queue = ?
                                AND known.name = ?)
                        THEN NULL
                        WHEN EXISTS (
                             SELECT 1
                               FROM caraway_worker AS worker
                               JOIN caraway_worker_queue AS served ON served.worker_id = worker.id
                              WHERE worker.lease_until > CURRENT_TIMESTAMP
                                AND served.queue = ?)
                        THEN 'NAME'
                        ELSE 'QUEUE' END""";

    /** Empty if a living worker can claim its tasks. */
    private static Optional<Unclaimable.Lacking> lacking(Connection connection, Group group) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(LACKING)) {
            select.setString(1, group.queue());
            select.setString(2, group.name());
            select.setString(3, group.queue());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return Optional.ofNullable(row.getString(1)).map(Unclaimable.Lacking::valueOf);
            }
        }
    }

    static final String COUNT = """
            SELECT COUNT(*) AS tasks, MIN(run_at) AS oldest_due
              FROM (SELECT run_at
                      FROM caraway_active
                     WHERE queue = ? AND priority = ? AND name = ?
                       AND state IN ('PENDING', 'RETRY')
                       AND run_at <= CURRENT_TIMESTAMP
                     ORDER BY queue, priority DESC, name, task_key, run_at
                     LIMIT %d) AS due""".formatted(COUNT_CAP);

    private static Optional<Unclaimable> count(Connection connection, Place place, Unclaimable.Lacking lacking)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(COUNT)) {
            select.setString(1, place.queue());
            select.setInt(2, place.priority());
            select.setString(3, place.name());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                long tasks = row.getLong(1);
                return tasks == 0
                        ? Optional.empty()
                        : Optional.of(new Unclaimable(
                                place.queue(),
                                place.name(),
                                tasks,
                                RowValues.requiredInstant(row, "oldest_due"),
                                lacking));
            }
        }
    }

    private static Unclaimable sum(Unclaimable one, Unclaimable other) {
        Instant oldest = one.oldestDue().isBefore(other.oldestDue()) ? one.oldestDue() : other.oldestDue();
        return new Unclaimable(one.queue(), one.name(), one.tasks() + other.tasks(), oldest, one.lacking());
    }
}
