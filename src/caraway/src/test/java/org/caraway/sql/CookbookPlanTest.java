package org.caraway.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.PostgresOnly;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The queries of the cookbook do not read all finished tasks. The table has 60,000, six thousand for each of ten days:
 * the shares that the queries read are those of a million in as many days, and so are the plans.
 */
@PostgresOnly
class CookbookPlanTest {

    /** Their columns have an index in no table of finished tasks; they are for one task and what belongs to it. */
    private static final Set<String> BY_ROOT = Set.of("children of a root");

    private static final String ROWS = """
            INSERT INTO caraway_finished (id, name, queue, state, priority, run_at, arguments, headers, labels, attempt,
                                          retries, deliveries, created_at, created_by, worker_id, started_at, finished_at)
            SELECT gen_random_uuid(), 'Name.' || i % 20, 'queue' || i % 5,
                   CASE WHEN i % 100 = 0 THEN 'FAILURE' ELSE 'SUCCESS' END, 4, at, '["text"]', '{}', '{"run": "nightly"}',
                   1, i % 3, 0, at, 'caller' || i % 50, 'worker' || i % 4, at, at + INTERVAL '2 seconds'
              FROM (SELECT i, CURRENT_TIMESTAMP - (60000 - i) * INTERVAL '14.4 seconds' AS at
                      FROM generate_series(1, 60000) AS i) AS rows""";

    private final MigratedDatabase database;

    CookbookPlanTest(MigratedDatabase database) {
        this.database = database;
    }

    @TestFactory
    Stream<DynamicTest> noQueryReadsAllFinishedTasks() throws IOException {
        database.execute(ROWS);
        database.execute("ANALYZE caraway_finished");
        List<Cookbook.Query> queries = Cookbook.read().stream()
                .filter(query ->
                        query.sql().contains("caraway_finished") || query.sql().contains("caraway_task"))
                .filter(query -> !BY_ROOT.contains(query.name()))
                .toList();
        assertThat(queries).hasSizeGreaterThan(14);

        return queries.stream()
                .map(query -> DynamicTest.dynamicTest(query.name(), () -> assertThat(plan(query.sql()))
                        .contains("caraway_finished_default")
                        .doesNotContain("Seq Scan on caraway_finished_default")));
    }

    private String plan(String sql) throws SQLException {
        StringBuilder plan = new StringBuilder();
        try (Connection connection = database.dataSource().getConnection();
                Statement explain = connection.createStatement();
                ResultSet line = explain.executeQuery("EXPLAIN " + sql)) {
            while (line.next()) {
                plan.append(line.getString(1)).append('\n');
            }
        }
        return plan.toString();
    }
}
