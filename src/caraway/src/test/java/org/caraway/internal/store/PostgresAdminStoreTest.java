package org.caraway.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.caraway.UniqueKey;
import org.caraway.admin.TaskQuery;
import org.caraway.internal.store.admin.BatchResult;
import org.caraway.internal.store.admin.JdbcTaskSearch;
import org.caraway.internal.store.admin.TaskSearch;
import org.caraway.internal.store.recover.JdbcRevokedTasks;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresAdminStoreTest extends AdminStoreConformance {

    private static final String OLD = "10000000-0000-7000-8000-000000000000";
    private static final String NEW = "20000000-0000-7000-8000-000000000000";
    private static final String TAKE =
            "INSERT INTO caraway_active (name, unique_key, unique_scope, unique_lock) VALUES ('x', '%1$s', 'LIVE', '%1$s')";
    private static final String WAITING = "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";

    @SuppressWarnings("NullAway.Init") // by start()
    private static MigratedPostgres server;

    @BeforeAll
    static void start() throws IOException {
        server = new MigratedPostgres();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Override
    DataSource database() {
        return server.database();
    }

    @Test
    void aPageReadsBothTablesByTheirPrimaryKeys() throws SQLException {
        bench.tasks.execute("INSERT INTO caraway_active (name) SELECT 'Mail.send' FROM generate_series(1, 5000)");
        bench.tasks.execute(
                "INSERT INTO caraway_finished (id, name, queue, state, priority, run_at, arguments, headers,"
                        + " labels, attempt, retries, deliveries, created_at) SELECT gen_random_uuid(), 'x', 'default', 'SUCCESS', 4,"
                        + " now(), '[]', '{}', '{}', 1, 0, 0, now() FROM generate_series(1, 5000)");
        bench.tasks.execute("ANALYZE caraway_active");
        bench.tasks.execute("ANALYZE caraway_finished");
        String id = "id < '" + UUID.randomUUID() + "'";

        assertThat(plan(JdbcTaskSearch.PAGE.formatted(id, id).replace("LIMIT ?", "LIMIT 10")))
                .contains("caraway_active_pk", "caraway_finished_default_pkey")
                .doesNotContain("Seq Scan on caraway_active")
                .doesNotContain("Seq Scan on caraway_finished_default");
    }

    @Test
    void theLookForRevocationsReadsAnIndexOfMarkedRowsOnly() throws SQLException {
        bench.tasks.execute("INSERT INTO caraway_active (name) SELECT 'Mail.send' FROM generate_series(1, 5000)");
        bench.tasks.execute("ANALYZE caraway_active");

        assertThat(plan(JdbcRevokedTasks.FIND.replace("?", "'worker'"))).contains("caraway_active_revoke");
    }

    /** Whoever waits for a key has taken none that comes after it: else two who do could wait for each other. */
    @Test
    void aBatchThatIsPutBackTakesUniqueKeysInTheirOrder() throws Exception {
        UUID older = bench.insert(task -> task.unique(UniqueKey.of("a")));
        UUID newer = bench.insert(task -> task.unique(UniqueKey.of("b")));
        bench.revoke(older);
        bench.revoke(newer);
        bench.tasks.execute("UPDATE caraway_finished SET id = CASE unique_key WHEN 'a' THEN '" + OLD + "'::uuid ELSE '"
                + NEW + "'::uuid END"); // a page begins with the newest, which has the later key
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (Connection holder = server.database().getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute(TAKE.formatted("a"));

            Future<BatchResult> batch = other.submit(() ->
                    bench.admin.requeues().requeueSome(TaskQuery.all(), OperatedStore.NOTE, TaskSearch.BEFORE_ALL, 10));
            while (bench.tasks.count(WAITING) == 0) {
                assertThat(batch.isDone()).isFalse();
            }
            statement.execute("SET LOCAL lock_timeout = '5s'");
            statement.execute(TAKE.formatted("b")); // fails if the batch has taken it

            holder.commit();
            assertThat(batch.get(30, TimeUnit.SECONDS).changed()).isZero();
        } finally {
            other.shutdownNow();
        }
    }

    private static String plan(String statement) throws SQLException {
        StringBuilder plan = new StringBuilder();
        try (Connection connection = server.database().getConnection();
                Statement explain = connection.createStatement();
                ResultSet row = explain.executeQuery("EXPLAIN " + statement)) {
            while (row.next()) {
                plan.append(row.getString(1)).append('\n');
            }
        }
        return plan.toString();
    }
}
