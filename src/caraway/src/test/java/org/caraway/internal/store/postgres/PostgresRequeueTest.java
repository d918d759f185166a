package org.caraway.internal.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.caraway.UniqueKey;
import org.caraway.admin.TaskQuery;
import org.caraway.internal.store.admin.BatchResult;
import org.caraway.internal.store.admin.TaskSearch;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.OperatedStore;
import org.caraway.test.PostgresOnly;
import org.junit.jupiter.api.Test;

/** Putting back tasks whose unique keys other transactions take. */
@PostgresOnly
class PostgresRequeueTest {

    private static final String OLD = "10000000-0000-7000-8000-000000000000";
    private static final String NEW = "20000000-0000-7000-8000-000000000000";
    private static final String TAKE =
            "INSERT INTO caraway_active (name, unique_key, unique_scope, unique_lock) VALUES ('x', '%1$s', 'LIVE', '%1$s')";
    private static final String WAITING = "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";

    private final OperatedStore bench;

    PostgresRequeueTest(MigratedDatabase database) throws SQLException {
        bench = new OperatedStore(database.dataSource());
    }

    /** A batch that waits for a key has not taken any later key: otherwise two batches could wait for each other. */
    @Test
    void aRequeuedBatchTakesUniqueKeysInTheirOrder() throws Exception {
        UUID older = bench.insert(task -> task.unique(UniqueKey.of("a")));
        UUID newer = bench.insert(task -> task.unique(UniqueKey.of("b")));
        bench.revoke(older);
        bench.revoke(newer);
        bench.tasks.execute("UPDATE caraway_finished SET id = CASE unique_key WHEN 'a' THEN '" + OLD + "'::uuid ELSE '"
                + NEW + "'::uuid END"); // a page begins with the newest, which has the later key
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (Connection holder = bench.tasks.database().getConnection();
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
}
