package org.caraway.internal.store.postgres;

import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.caraway.internal.store.retain.IdRange;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;

/** A PostgreSQL whose finished tasks are in partitions, and what tests of partitions do again and again. */
final class PartitionedStore {

    static final Duration RETENTION = Duration.ofDays(7);

    private static final String MAKE = """
            CREATE TABLE %s PARTITION OF caraway_finished FOR VALUES FROM ('%s') TO ('%s')""";

    private static final String FINISH = """
            INSERT INTO caraway_finished (id, name, queue, state, priority, run_at, arguments, headers, labels, attempt, retries,
                                          deliveries, created_at, finished_at, retain_until)
            VALUES ('%s', 'Mail.send', 'default', 'SUCCESS', 4, now(), '[]', '{}', '{}', 1, 0, 0, now(), now() - INTERVAL '%s',
                    now() + CAST(%s AS interval))""";

    private static final String PASS_MIDNIGHT = """
            SELECT pg_sleep(CASE WHEN seconds < 30 THEN seconds + 1 ELSE 0 END)
              FROM (SELECT 86400 - extract(epoch FROM CAST(now() AT TIME ZONE 'UTC' AS time)) AS seconds) AS midnight""";

    private static final String REMEMBER = """
            INSERT INTO caraway_attempt (task_id, attempt, outcome) VALUES ('%1$s', 1, 'RETRY');
            INSERT INTO caraway_log (task_id, attempt, logged_at, line) VALUES ('%1$s', 1, now(), 'line')""";

    private final MigratedDatabase database;

    PartitionedStore(MigratedDatabase database) {
        this.database = database;
    }

    DataSource database() {
        return database.dataSource();
    }

    /** The same database, for a user with these rights. */
    DataSource databaseOf(String user) {
        return database.dataSourceOf(user);
    }

    /** A store with empty tables and without partitions for days. */
    StoreUnderTest emptied() throws SQLException {
        passMidnight();
        for (String partition : partitions()) {
            execute("DROP TABLE " + partition);
        }
        return new StoreUnderTest(database());
    }

    /** Waits for it if it is near: today is the same day from the beginning of a test to its end. */
    private void passMidnight() throws SQLException {
        execute(PASS_MIDNIGHT);
    }

    void execute(String sql) throws SQLException {
        database.execute(sql);
    }

    /** The first column of all rows. */
    List<String> texts(String sql) throws SQLException {
        return database.texts(sql);
    }

    List<String> partitions() throws SQLException {
        return texts("SELECT CAST(CAST(inhrelid AS regclass) AS text) FROM pg_inherits WHERE inhparent ="
                + " CAST('caraway_finished' AS regclass) AND inhrelid <> CAST('caraway_finished_default' AS regclass)"
                + " ORDER BY 1");
    }

    /** In which partition the finished task lies. */
    List<String> placeOf(UUID id) throws SQLException {
        return texts("SELECT CAST(CAST(tableoid AS regclass) AS text) FROM caraway_finished WHERE id = '" + id + "'");
    }

    LocalDate today() throws SQLException {
        return LocalDate.parse(
                texts("SELECT CAST(now() AT TIME ZONE 'UTC' AS date)").get(0));
    }

    /** The day that is so many days over, with a partition. */
    LocalDate partitionedDay(int daysAgo) throws SQLException {
        LocalDate day = today().minusDays(daysAgo);
        execute(partitionOf(day));
        return day;
    }

    /** The statement that makes it. */
    static String partitionOf(LocalDate day) {
        IdRange ids = IdRange.ofDay(day);
        return MAKE.formatted(DayPartition.nameOf(day), ids.from(), ids.below());
    }

    static UUID idOf(LocalDate day) {
        return StoreUnderTest.id(day.atTime(12, 0).toInstant(ZoneOffset.UTC));
    }

    /**
     * A task that was enqueued on that day and has been over for so long, such as "8 days"; with an attempt and a log
     * line.
     */
    UUID finished(LocalDate day, String ago) throws SQLException {
        return finished(day, ago, "NULL");
    }

    /** The same, with a retention of its own that ends in so long, such as "'1 hour'". */
    UUID finished(LocalDate day, String ago, String keep) throws SQLException {
        UUID id = idOf(day);
        execute(FINISH.formatted(id, ago, keep));
        remember(id);
        return id;
    }

    /** An attempt and a log line of a task. */
    void remember(UUID id) throws SQLException {
        execute(REMEMBER.formatted(id));
    }

    /** The tasks that have attempts, or log lines, each as often as it has any of both. */
    List<String> remembered() throws SQLException {
        return texts("SELECT task_id FROM caraway_attempt UNION ALL SELECT task_id FROM caraway_log ORDER BY 1");
    }
}
