package org.caraway.internal.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.caraway.internal.store.postgres.DayPartition;
import org.caraway.internal.store.retain.IdRange;

/** A PostgreSQL whose finished tasks lie in partitions, and what tests of these say again and again. */
final class PartitionedStore implements AutoCloseable {

    static final Duration RETENTION = Duration.ofDays(7);

    private static final String MAKE = """
            CREATE TABLE %s PARTITION OF caraway_finished FOR VALUES FROM ('%s') TO ('%s')""";

    private static final String FINISH = """
            INSERT INTO caraway_finished (id, name, queue, state, priority, run_at, arguments, headers, labels, attempt, retries,
                                          deliveries, created_at, finished_at, keep_until)
            VALUES ('%s', 'Mail.send', 'default', 'SUCCESS', 4, now(), '[]', '{}', '{}', 1, 0, 0, now(), now() - INTERVAL '%s',
                    now() + CAST(%s AS interval))""";

    private static final String PASS_MIDNIGHT = """
            SELECT pg_sleep(CASE WHEN seconds < 30 THEN seconds + 1 ELSE 0 END)
              FROM (SELECT 86400 - extract(epoch FROM CAST(now() AT TIME ZONE 'UTC' AS time)) AS seconds) AS midnight""";

    private static final String REMEMBER = """
            INSERT INTO caraway_attempt (task_id, attempt, outcome) VALUES ('%1$s', 1, 'RETRY');
            INSERT INTO caraway_log (task_id, attempt, logged_at, line) VALUES ('%1$s', 1, now(), 'line')""";

    private final EmbeddedPostgres server;

    PartitionedStore() throws IOException {
        server = EmbeddedPostgres.builder()
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("autovacuum", "off") // nobody else locks the tables
                .start();
        new Schema(database()).migrate();
    }

    DataSource database() {
        return server.getPostgresDatabase();
    }

    /** The same database, for a user with these rights. */
    DataSource databaseOf(String user) {
        return server.getDatabase(user, "postgres");
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
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of all rows. */
    List<String> texts(String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                texts.add(row.getString(1));
            }
        }
        return texts;
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

    /** A task that was enqueued on that day and has been over for so long, such as "8 days"; with an attempt and a log line. */
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

    @Override
    public void close() throws IOException {
        server.close();
    }
}
