package org.caraway.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresAdminStoreTest extends AdminStoreConformance {

    @SuppressWarnings("NullAway.Init") // by start()
    private static EmbeddedPostgres server;

    @BeforeAll
    static void start() throws IOException {
        server = EmbeddedPostgres.builder()
                .setServerConfig("listen_addresses", "127.0.0.1")
                .start();
        new Schema(server.getPostgresDatabase()).migrate();
        JdbcTaskStore.open(server.getPostgresDatabase(), StoreUnderTest.PATIENCE, null)
                .makePartitions(Duration.ofDays(7));
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Override
    DataSource database() {
        return server.getPostgresDatabase();
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

        assertThat(plan(TaskSearch.PAGE.formatted(id, id).replace("LIMIT ?", "LIMIT 10")))
                .contains("caraway_active_pk", "caraway_finished_default_pkey")
                .doesNotContain("Seq Scan on caraway_active")
                .doesNotContain("Seq Scan on caraway_finished_default");
    }

    @Test
    void theLookForRevocationsReadsAnIndexOfMarkedRowsOnly() throws SQLException {
        bench.tasks.execute("INSERT INTO caraway_active (name) SELECT 'Mail.send' FROM generate_series(1, 5000)");
        bench.tasks.execute("ANALYZE caraway_active");

        assertThat(plan(RevokedTasks.FIND.replace("?", "'worker'"))).contains("caraway_active_revoke");
    }

    private static String plan(String statement) throws SQLException {
        StringBuilder plan = new StringBuilder();
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement explain = connection.createStatement();
                ResultSet row = explain.executeQuery("EXPLAIN " + statement)) {
            while (row.next()) {
                plan.append(row.getString(1)).append('\n');
            }
        }
        return plan.toString();
    }
}
