package org.caraway.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.caraway.TaskView;
import org.caraway.admin.WorkerOrder;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.NewTask;
import org.caraway.internal.store.recover.RescueResult;
import org.jspecify.annotations.Nullable;

/** A store with empty tables, and what tests say to it again and again. */
final class StoreUnderTest {

    static final String QUEUE = "default";
    static final String NAME = "Mail.send";
    static final String WORKER = "worker-1";
    static final String RESCUER = "rescuer";
    /** Longer than any test takes: what is to be over is made so by {@link #expireLease}. */
    static final Duration LEASE = Duration.ofHours(1);

    /** How long the database may stay silent. */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final List<String> TABLES = List.of(
            "caraway_active",
            "caraway_finished",
            "caraway_attempt",
            "caraway_worker",
            "caraway_log",
            "caraway_queue",
            "caraway_definition",
            "caraway_limit",
            "caraway_unique_window",
            "caraway_stored_result",
            "caraway_counter",
            "caraway_audit",
            "caraway_worker_request",
            "caraway_feed",
            "caraway_event");

    private final DataSource database;
    private final Store store;

    /** Empties the tables and registers a worker. */
    StoreUnderTest(DataSource database) throws SQLException {
        this.database = database;
        this.store = JdbcStore.open(database, PATIENCE, null);
        for (String table : TABLES) {
            execute("DELETE FROM " + table);
        }
        register(WORKER);
    }

    Store store() {
        return store;
    }

    void register(String worker) {
        store.workers().register(worker, "host", Map.of(QUEUE, 4), Set.of(NAME), LEASE, WorkerOrder.WORK);
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    long count(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** What a SQL client may do: a finished task with the id of a live one. */
    void finishTwin(UUID id) throws SQLException {
        execute(
                "INSERT INTO caraway_finished (id, name, queue, state, priority, run_at, arguments, headers, labels, attempt,"
                        + " retries, deliveries, created_at) VALUES ('" + id
                        + "', 'x', 'default', 'FAILURE', 4, CURRENT_TIMESTAMP,"
                        + " '[]', '{}', '{}', 1, 0, 0, CURRENT_TIMESTAMP)");
    }

    /** Makes a worker's lease a thing of the past. */
    void expireLease(String worker) throws SQLException {
        execute("UPDATE caraway_worker SET lease_until = CURRENT_TIMESTAMP - INTERVAL '1' HOUR WHERE id = '" + worker
                + "'");
    }

    /** Until PostgreSQL has ended the sessions of closed connections, which add their figures to its statistics at last. */
    void awaitEndOfSessions() throws SQLException {
        while (count("SELECT COUNT(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
                        + " AND pid <> pg_backend_pid()")
                > 0) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    /** Does what a living worker does, with all permission. */
    RescueResult rescue(Map<String, Integer> maxDeliveries) {
        register(RESCUER);
        try {
            return store.rescues().rescue(RESCUER, () -> true, maxDeliveries);
        } finally {
            store.releases().releaseAll(RESCUER);
        }
    }

    /** An id as the queue makes them: of version 7. */
    static UUID id() {
        return id(Instant.now());
    }

    /** The id of a task that was enqueued at this instant. */
    static UUID id(Instant created) {
        UUID random = UUID.randomUUID();
        return new UUID(
                (created.toEpochMilli() << 16) | 0x7000 | (random.getMostSignificantBits() & 0xFFF),
                random.getLeastSignificantBits());
    }

    static NewTask task() {
        return task(id(), NAME, QUEUE, 4, null);
    }

    static NewTask task(UUID id, String name, String queue, int priority, @Nullable Duration delay) {
        return NewTask.of(id, name).queue(queue).priority(priority).delay(delay).build();
    }

    /** Inserts this many tasks and returns their ids. */
    List<UUID> insert(int count) {
        List<NewTask> tasks = Stream.generate(StoreUnderTest::task).limit(count).toList();
        store.inserts().insert(tasks);
        return tasks.stream().map(NewTask::id).toList();
    }

    List<ClaimedTask> claim(int limit) {
        return claim(WORKER, limit);
    }

    List<ClaimedTask> claim(String worker, int limit) {
        return store.claims().claim(worker, QUEUE, Set.of(NAME), limit);
    }

    /** Inserts a task and claims it. */
    ClaimedTask started() {
        insert(1);
        List<ClaimedTask> claimed = claim(1);
        assertThat(claimed).hasSize(1);
        return claimed.get(0);
    }

    TaskView view(UUID id) {
        return store.reads().find(id).orElseThrow();
    }
}
