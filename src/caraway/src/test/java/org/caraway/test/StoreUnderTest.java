package org.caraway.test;

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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.caraway.Progress;
import org.caraway.TaskError;
import org.caraway.TaskView;
import org.caraway.admin.WorkerOrder;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.JdbcStore;
import org.caraway.internal.store.Store;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.AttemptReport;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.NewTask;
import org.caraway.internal.store.model.RunningReport;
import org.caraway.internal.store.recover.RescueResult;
import org.jspecify.annotations.Nullable;

/** A store with empty tables and one worker, and what tests do with it again and again. */
public final class StoreUnderTest {

    /** The queue of tasks unless said otherwise. */
    public static final String QUEUE = "default";

    /** The name of tasks unless said otherwise. */
    public static final String NAME = "Mail.send";

    /** The worker that is registered. */
    public static final String WORKER = "worker-1";

    /** The worker of {@link #rescue}. */
    public static final String RESCUER = "rescuer";

    /** Longer than any test takes; {@link #expireLease} makes one expire. */
    public static final Duration LEASE = Duration.ofHours(1);

    /** How long the database may take to answer. */
    public static final Duration PATIENCE = Duration.ofMinutes(1);

    /** A retention that does not wait until a partition is dropped. */
    public static final Duration LESS_THAN_A_DAY = Duration.ofHours(23);

    /** What attempts fail with. */
    public static final TaskError ERROR = new TaskError("java.io.IOException", "no route", "trace");

    private static final List<String> TABLES = List.of(
            "caraway_active",
            "caraway_finished",
            "caraway_workflow",
            "caraway_group",
            "caraway_attempt",
            "caraway_step",
            "caraway_signal",
            "caraway_wait",
            "caraway_worker",
            "caraway_log",
            "caraway_queue",
            "caraway_definition",
            "caraway_limit",
            "caraway_unique_window",
            "caraway_retention",
            "caraway_signature",
            "caraway_stored_result",
            "caraway_counter",
            "caraway_audit",
            "caraway_worker_request",
            "caraway_feed",
            "caraway_schedule",
            "caraway_event");

    private final DataSource database;
    private final Store store;

    /** Empties the tables and registers a worker. */
    public StoreUnderTest(DataSource database) throws SQLException {
        this.database = database;
        this.store = JdbcStore.open(database, PATIENCE, null);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                statement.addBatch("DELETE FROM " + table);
            }
            statement.executeBatch();
        }
        register(WORKER);
    }

    /** Opens connections to its database. */
    public DataSource database() {
        return database;
    }

    /** The store. */
    public Store store() {
        return store;
    }

    /** Registers a worker that serves {@link #QUEUE} and knows {@link #NAME}. */
    public void register(String worker) {
        store.workers().register(worker, "host", Map.of(QUEUE, 4), Set.of(NAME), LEASE, WorkerOrder.WORK);
    }

    /** Executes one statement in a transaction of its own. */
    public void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The number in the first column of the first row. */
    public long count(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Inserts a finished task with the id of a live one, as a SQL client may do. */
    public void finishTwin(UUID id) throws SQLException {
        execute(
                "INSERT INTO caraway_finished (id, name, queue, state, priority, run_at, arguments, headers, labels, attempt,"
                        + " retries, deliveries, created_at) VALUES ('" + id
                        + "', 'x', 'default', 'FAILURE', 4, CURRENT_TIMESTAMP,"
                        + " '[]', '{}', '{}', 1, 0, 0, CURRENT_TIMESTAMP)");
    }

    /** Lets a worker's lease expire an hour ago. */
    public void expireLease(String worker) throws SQLException {
        execute("UPDATE caraway_worker SET lease_until = CURRENT_TIMESTAMP - INTERVAL '1' HOUR WHERE id = '" + worker
                + "'");
    }

    /**
     * Waits until the sessions of closed connections have ended: then they add their figures to PostgreSQL's
     * statistics.
     */
    public void awaitEndOfSessions() throws SQLException {
        while (count("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database()"
                        + " AND pid <> pg_backend_pid()")
                > 0) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    /** Rescues the tasks of lost workers, as a living worker does. */
    public RescueResult rescue(Map<String, Integer> maxDeliveries) {
        register(RESCUER);
        try {
            return store.rescues().rescue(RESCUER, sinceRenewal -> true, maxDeliveries);
        } finally {
            store.releases().releaseAll(RESCUER);
        }
    }

    /** An id of version 7, as the queue makes them. */
    public static UUID id() {
        return id(Instant.now());
    }

    /** The id of a task that was enqueued at this instant. */
    public static UUID id(Instant created) {
        UUID random = UUID.randomUUID();
        return new UUID(
                (created.toEpochMilli() << 16) | 0x7000 | (random.getMostSignificantBits() & 0xFFF),
                random.getLeastSignificantBits());
    }

    /** A task with the defaults. */
    public static NewTask task() {
        return task(id(), NAME, QUEUE, 4, null);
    }

    /** A task; due at once without a delay. */
    public static NewTask task(UUID id, String name, String queue, int priority, @Nullable Duration delay) {
        return NewTask.of(id, name).queue(queue).priority(priority).delay(delay).build();
    }

    /** Inserts this many tasks and returns their ids. */
    public List<UUID> insert(int count) {
        List<NewTask> tasks = Stream.generate(StoreUnderTest::task).limit(count).toList();
        store.inserts().insert(tasks);
        return tasks.stream().map(NewTask::id).toList();
    }

    /** Inserts this many tasks of a name with a fairness key and a priority. */
    public void insert(int count, String name, String key, int priority) {
        store.inserts()
                .insert(IntStream.range(0, count)
                        .mapToObj(number -> NewTask.of(UUID.randomUUID(), name)
                                .key(key)
                                .priority(priority)
                                .build())
                        .toList());
    }

    /** Claims up to this many tasks for {@link #WORKER}. */
    public List<ClaimedTask> claim(int limit) {
        return claim(WORKER, limit);
    }

    /** Claims up to this many tasks for a worker. */
    public List<ClaimedTask> claim(String worker, int limit) {
        return store.claims().claim(worker, QUEUE, Set.of(NAME), limit);
    }

    /** Inserts a task and claims it. */
    public ClaimedTask started() {
        insert(1);
        List<ClaimedTask> claimed = claim(1);
        assertThat(claimed).hasSize(1);
        return claimed.get(0);
    }

    /** Completes an attempt and returns the ids of tasks whose fencing token was not valid. */
    public Set<UUID> complete(ClaimedTask task, Transition next) {
        return store.completions()
                .complete(List.of(new AttemptCompletion(task, next, null)))
                .lost();
    }

    /** What an attempt reports while it runs. */
    public static RunningReport running(ClaimedTask task, @Nullable Progress progress, @Nullable String partial) {
        return new RunningReport(task, new AttemptReport(progress, null, partial));
    }

    /** What is read of a task. */
    public TaskView view(UUID id) {
        return store.reads().find(id).orElseThrow();
    }
}
