package org.caraway.it.fault;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * Enqueues tasks and workflows of all kinds, by SQL and through the application, until it is stopped. Thread-safe; the
 * enqueueing is confined to its own thread.
 *
 * <p>A task is accepted when the one who enqueued it was told so. What was enqueued without an answer, because a fault
 * struck meanwhile, may exist or not.
 */
final class Load {

    private static final int BACKLOG = 300;
    private static final int BY_SQL = 100;
    private static final int BY_REQUEST = 20;
    private static final int WAITING = 15;
    private static final int MILLIS = 60;
    private static final Duration SHORT_WHILE = Duration.ofMillis(100);
    private static final int WORKFLOWS = 8;
    private static final int SMALLEST = 2;
    private static final int LARGEST = 12;
    private static final WorkflowShape[] SHAPES = WorkflowShape.values();
    private static final String[] KINDS = {"plain", "transactional", "parent", "hopeless"};

    /** One in five is delayed by up to three seconds, one in fifty takes more than a second. */
    private static final String INSERT = """
            WITH draft AS (
                SELECT caraway_new_id() AS id,
                       n,
                       CASE WHEN n % 50 = 0 THEN 1500 ELSE 40 + n % 80 END AS millis,
                       CASE WHEN n % 5 = 4 THEN (n % 7) * INTERVAL '500 milliseconds'
                            ELSE INTERVAL '0' END AS delay
                  FROM generate_series(1, ?) AS n),
            tasks AS (
                INSERT INTO caraway_active (id, name, arguments, run_at)
                SELECT id,
                       CASE WHEN n % 10 IN (0, 1) THEN 'fault.plain'
                            WHEN n % 10 = 2
                            THEN 'fault.' || (ARRAY['stepped', 'iterating', 'moving', 'sleeping'])[1 + n / 10 % 4]
                            WHEN n % 10 = 3 THEN 'fault.flaky'
                            WHEN n % 10 = 4 THEN 'fault.parent'
                            WHEN n % 10 = 5 THEN 'fault.hopeless'
                            ELSE 'fault.transactional' END,
                       CASE WHEN n % 10 = 3 THEN json_build_array(millis, n % 4) ELSE json_build_array(millis) END,
                       CURRENT_TIMESTAMP + delay
                  FROM draft)
            INSERT INTO fault_accepted (task_id, delay)
            SELECT id, delay
              FROM draft""";

    /** Each waits for the first of two signals, which come before it waits, or while it does, or too late. */
    private static final String INSERT_WAITING = """
            WITH waiting AS (
                SELECT caraway_new_id() AS id, n
                  FROM generate_series(1, ?) AS n),
            signalling AS (
                SELECT caraway_new_id() AS id, waiting.id AS target, value,
                       (n + value) % 7 * INTERVAL '250 milliseconds' AS delay
                  FROM waiting
                 CROSS JOIN generate_series(1, 2) AS value),
            draft AS (
                SELECT id, 'fault.waiting' AS name, json_build_array() AS arguments, INTERVAL '0' AS delay
                  FROM waiting
                 UNION ALL
                SELECT id, 'fault.signalling', json_build_array(target, value), delay
                  FROM signalling),
            tasks AS (
                INSERT INTO caraway_active (id, name, arguments, run_at)
                SELECT id, name, arguments, CURRENT_TIMESTAMP + delay
                  FROM draft)
            INSERT INTO fault_accepted (task_id, delay)
            SELECT id, delay
              FROM draft""";

    private static final String ACCEPT = """
            INSERT INTO fault_accepted (task_id, delay)
            SELECT id, ? * INTERVAL '1 millisecond'
              FROM unnest(?::uuid[]) AS accepted (id)
            ON CONFLICT DO NOTHING""";

    private static final String LIVE = "SELECT COUNT(*) FROM caraway_active";

    private final Cluster cluster;
    private final Random random;
    private final int atLeast;
    private final List<Accepted> unwritten = new ArrayList<>(); // confined to the thread
    private volatile boolean over;

    private record Accepted(List<UUID> ids, Duration delay) {}

    /** Enqueues at least this many tasks. */
    Load(Cluster cluster, long seed, int atLeast) {
        this.cluster = cluster;
        this.atLeast = atLeast;
        random = new Random(seed);
    }

    /** Starts on a thread of its own; completes when {@link #end} has been called and enough is enqueued. */
    CompletableFuture<Integer> start() {
        return CompletableFuture.supplyAsync(this::run, Load::onItsOwnThread);
    }

    private static void onItsOwnThread(Runnable work) {
        Thread thread = new Thread(work, "load");
        thread.setDaemon(true);
        thread.start();
    }

    /** Lets it end as soon as enough is enqueued. */
    void end() {
        over = true;
    }

    private int run() {
        int accepted = 0;
        while (!over || accepted < atLeast || !unwritten.isEmpty()) {
            try {
                write();
                accepted += enqueue();
            } catch (SQLException | IOException struck) {
                shortWhile();
            }
        }
        return accepted;
    }

    private int enqueue() throws SQLException, IOException {
        if (cluster.count(LIVE) > BACKLOG) {
            shortWhile();
            return 0;
        }
        return switch (random.nextInt(5)) {
            case 0 -> request();
            case 1 -> requestWorkflows();
            case 2 -> insert(INSERT_WAITING, WAITING);
            default -> insert(INSERT, BY_SQL);
        };
    }

    private static void shortWhile() {
        LockSupport.parkNanos(SHORT_WHILE.toNanos());
    }

    private int insert(String tasks, int count) throws SQLException {
        try (Connection connection = cluster.connect();
                PreparedStatement insert = connection.prepareStatement(tasks)) {
            insert.setInt(1, count);
            return insert.executeUpdate();
        }
    }

    private int requestWorkflows() throws IOException {
        Node node = cluster.node(random.nextInt(cluster.size()));
        for (int number = 0; number < WORKFLOWS; number++) {
            WorkflowShape shape = SHAPES[random.nextInt(SHAPES.length)];
            int size = SMALLEST + random.nextInt(LARGEST - SMALLEST);
            unwritten.add(new Accepted(List.of(node.enqueue(shape, size, Node.SOON)), Duration.ZERO));
        }
        return WORKFLOWS;
    }

    private int request() throws IOException {
        Node node = cluster.node(random.nextInt(cluster.size()));
        String kind = KINDS[random.nextInt(KINDS.length)];
        Duration delay = random.nextInt(4) == 0 ? Duration.ofMillis(random.nextInt(3_000)) : Duration.ZERO;
        unwritten.add(new Accepted(node.enqueue("fault." + kind, BY_REQUEST, MILLIS, delay, Node.SOON), delay));
        return BY_REQUEST;
    }

    /** What was accepted over HTTP is kept until it is written down, however long that takes. */
    private void write() throws SQLException {
        if (unwritten.isEmpty()) {
            return;
        }
        try (Connection connection = cluster.connect();
                PreparedStatement accept = connection.prepareStatement(ACCEPT)) {
            for (Accepted accepted : unwritten) {
                accept.setLong(1, accepted.delay().toMillis());
                accept.setArray(
                        2, connection.createArrayOf("uuid", accepted.ids().toArray()));
                accept.executeUpdate();
            }
        }
        unwritten.clear();
    }
}
