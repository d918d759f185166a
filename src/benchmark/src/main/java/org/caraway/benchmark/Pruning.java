package org.caraway.benchmark;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.caraway.benchmark.database.Database;
import org.caraway.benchmark.database.DatabaseServer;
import org.caraway.internal.store.JdbcStore;
import org.caraway.internal.store.Schema;
import org.caraway.internal.store.Store;

/**
 * Prints what it costs PostgreSQL to delete the finished tasks of a day, in batches and by the drop of their partition:
 * seconds, and bytes of write-ahead log. Each tenth task has an attempt, and each tenth a log line.
 */
public final class Pruning {

    private static final Duration RETENTION = Duration.ofDays(7);
    private static final int BATCH = 1_000;

    /** The day's first id, up to the number of the task; version 7 and the variant stand in it. */
    private static final String ID = "CAST('%s-7000-8000-' || lpad(to_hex(number), 12, '0') AS uuid)";

    private static final String TASKS = """
            INSERT INTO caraway_finished (id, name, queue, state, priority, run_at, arguments, headers, labels, attempt,
                                          retries, deliveries, created_at, started_at, finished_at, result)
            SELECT %s, 'Benchmark.noop', 'default', 'SUCCESS', 4, now(), '[42]', '{}', '{}', 1, 0, 0, now(), now(),
                   now() - INTERVAL '9 days' + number * INTERVAL '1 millisecond', '1'
              FROM generate_series(1, %d) AS number""";

    private static final String ATTEMPTS = """
            INSERT INTO caraway_attempt (task_id, attempt, outcome, error_type)
            SELECT %s, 1, 'RETRY', 'java.io.IOException'
              FROM generate_series(1, %d, 10) AS number""";

    private static final String LINES = """
            INSERT INTO caraway_log (task_id, attempt, logged_at, line)
            SELECT %s, 1, now(), 'a line'
              FROM generate_series(1, %d, 10) AS number""";

    private static final String PARTITION = """
            CREATE TABLE caraway_finished_%s PARTITION OF caraway_finished
                   FOR VALUES FROM ('%s-0000-0000-000000000000') TO ('%s-0000-0000-000000000000')""";

    private Pruning() {}

    /**
     * Runs it.
     *
     * @param arguments tasks (default 100,000)
     */
    public static void main(String[] arguments) {
        Quiet.logs();
        int tasks = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
        try (DatabaseServer server = DatabaseServer.start("postgresql", "on");
                Database database = server.fresh()) {
            new Schema(database.source()).migrate();
            Store store = JdbcStore.open(database.source(), Duration.ofSeconds(60), null);
            Instant day = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(10));

            fill(database, day, tasks);
            measure(database, tasks, "batches", () -> store.retention().prune(RETENTION, BATCH) > 0);

            database.execute(partition(day));
            fill(database, day, tasks);
            measure(database, tasks, "drop", () -> store.partitions().drop(RETENTION, BATCH));
        }
    }

    private static String partition(Instant day) {
        String name = day.toString().substring(0, "2026-11-21".length()).replace("-", "");
        return PARTITION.formatted(name, millisecond(day), millisecond(day.plus(Duration.ofDays(1))));
    }

    /** As an id begins. */
    private static String millisecond(Instant instant) {
        String hex = "%012x".formatted(instant.toEpochMilli());
        return hex.substring(0, 8) + "-" + hex.substring(8);
    }

    private static void fill(Database database, Instant day, int tasks) {
        String id = ID.formatted(millisecond(day.plus(Duration.ofHours(1))));
        database.execute(TASKS.formatted(id, tasks));
        database.execute(ATTEMPTS.formatted(id, tasks));
        database.execute(LINES.formatted(id, tasks));
        database.execute("VACUUM (ANALYZE)");
        database.execute("CHECKPOINT");
    }

    private static void measure(Database database, int tasks, String what, BooleanSupplier round) {
        long walBefore = walBytes(database);
        long start = System.nanoTime();
        int rounds = 1;
        while (round.getAsBoolean()) {
            rounds++;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long wal = walBytes(database) - walBefore;
        long left = database.number("SELECT COUNT(*) FROM caraway_finished");
        System.out.printf(
                Locale.ROOT,
                "%,d finished tasks deleted by %s: %.2f s, %,d bytes of WAL, %d rounds, %d tasks left%n",
                tasks,
                what,
                seconds,
                wal,
                rounds,
                left);
        long beforeVacuum = walBytes(database);
        long vacuum = System.nanoTime();
        database.execute("VACUUM");
        double vacuumSeconds = (System.nanoTime() - vacuum) / 1e9;
        long vacuumWal = walBytes(database) - beforeVacuum;
        System.out.printf(Locale.ROOT, "VACUUM after it: %.2f s, %,d bytes of WAL%n", vacuumSeconds, vacuumWal);
    }

    private static long walBytes(Database database) {
        return database.number("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn");
    }
}
