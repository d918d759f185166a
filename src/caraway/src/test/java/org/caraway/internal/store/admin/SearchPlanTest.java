package org.caraway.internal.store.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.caraway.admin.TaskQuery;
import org.caraway.admin.TaskSearchTimeoutException;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.postgres.PostgresDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.OperatedStore;
import org.caraway.test.PostgresOnly;
import org.junit.jupiter.api.Test;

/**
 * How PostgreSQL searches a large table of finished tasks. With 60,000 rows, of ten days and a thousand callers, its
 * plans are those of a million.
 */
@PostgresOnly
class SearchPlanTest {

    private static final String ROWS = """
            INSERT INTO caraway_finished (id, name, queue, state, priority, run_at, arguments, headers, labels, attempt,
                                          retries, deliveries, created_at, created_by, finished_at)
            SELECT gen_random_uuid(), 'Mail.send', 'default', 'SUCCESS', 4, at, '["text"]', '{}', '{}', 1, 0, 0, at,
                   'caller' || i % 1000, at
              FROM (SELECT i, CURRENT_TIMESTAMP - i * INTERVAL '15 seconds' AS at
                      FROM generate_series(1, 60000) AS i) AS rows""";

    private final MigratedDatabase database;
    private final OperatedStore bench;

    SearchPlanTest(MigratedDatabase database) throws SQLException {
        this.database = database;
        bench = new OperatedStore(database.dataSource());
    }

    private String plan(TaskQuery query) throws SQLException {
        Dialect dialect = new PostgresDatabase().dialect();
        TaskFilter active = TaskFilter.of(query, TaskFilter.Table.ACTIVE, TaskSearch.BEFORE_ALL, dialect);
        TaskFilter finished = TaskFilter.of(query, TaskFilter.Table.FINISHED, TaskSearch.BEFORE_ALL, dialect);
        StringBuilder plan = new StringBuilder();
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement explain = connection.prepareStatement(
                        "EXPLAIN " + JdbcTaskSearch.PAGE.formatted(active.conditions(), finished.conditions()))) {
            int next = active.bind(explain, 1);
            explain.setInt(next, 101);
            next = finished.bind(explain, next + 1);
            explain.setInt(next, 101);
            explain.setInt(next + 1, 101);
            try (ResultSet line = explain.executeQuery()) {
                while (line.next()) {
                    plan.append(line.getString(1)).append('\n');
                }
            }
        }
        return plan.toString();
    }

    private void fill() throws SQLException {
        bench.tasks.execute(ROWS);
        bench.tasks.execute("ANALYZE caraway_finished");
    }

    @Test
    void theTasksOfOneCallerAreReadByAnIndex() throws SQLException {
        fill();

        assertThat(plan(TaskQuery.all().createdBy("caller7").onlyTopLevel()))
                .contains("caraway_finished_default_created_by_id_idx")
                .doesNotContain("Seq Scan on caraway_finished_default");
    }

    @Test
    void aTextIsSearchedForInTheSpanOfTimeOnly() throws SQLException {
        fill();

        assertThat(plan(TaskQuery.all()
                        .text("nowhere")
                        .createdSince(Instant.now().minus(Duration.ofHours(1)))))
                .contains("caraway_finished_default_finished_at_retain_until_")
                .doesNotContain("Seq Scan on caraway_finished_default");
    }

    @Test
    void theDatabaseStopsASearchThatTakesTooLong() throws SQLException {
        bench.tasks.insert(1);
        bench.tasks.execute("ALTER TABLE caraway_active RENAME TO slow_active");
        bench.tasks.execute("CREATE VIEW caraway_active AS SELECT * FROM slow_active WHERE pg_sleep(60) IS NOT NULL");

        try {
            assertSearchIsStopped();
        } finally {
            bench.tasks.execute("DROP VIEW caraway_active");
            bench.tasks.execute("ALTER TABLE slow_active RENAME TO caraway_active");
        }
    }

    private void assertSearchIsStopped() throws SQLException {
        assertThatThrownBy(() -> bench.admin.search().find(TaskQuery.all()))
                .isInstanceOf(TaskSearchTimeoutException.class)
                .hasMessageStartingWith("The search took longer than 5 s and was stopped");
        assertThat(bench.tasks.count("SELECT COUNT(*) FROM pg_stat_activity WHERE query LIKE '%caraway_active%' AND"
                        + " state = 'active' AND pid <> pg_backend_pid() AND datname = current_database()"))
                .isZero();
    }
}
