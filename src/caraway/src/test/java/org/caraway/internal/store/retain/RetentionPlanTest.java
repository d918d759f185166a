package org.caraway.internal.store.retain;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.PostgresOnly;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** How PostgreSQL finds the tasks to delete. */
@PostgresOnly
class RetentionPlanTest {

    private final MigratedDatabase database;
    private final StoreUnderTest bench;

    RetentionPlanTest(MigratedDatabase database) throws SQLException {
        this.database = database;
        bench = new StoreUnderTest(database.dataSource());
    }

    /** None of the rows is old: a scan for old ones would read all of them. */
    @Test
    void pruningReadsNoWholeTable() throws SQLException {
        bench.execute("INSERT INTO caraway_audit (action, target) SELECT 'pause', 'x' FROM generate_series(1, 20000)");
        bench.execute("INSERT INTO caraway_limit (owner, task_key, next_at) SELECT 'task:x', number::text, now()"
                + " FROM generate_series(1, 20000) AS number");
        bench.execute("ANALYZE caraway_audit");
        bench.execute("ANALYZE caraway_limit");

        String audit =
                database.plan(ExpiredRows.OLD_AUDIT.replaceFirst("\\?", "100").replaceFirst("\\?", "604800"));
        String end = database.plan(
                FullBuckets.END.replace("(?, ?, ?)", "('task:x', '', '5')").replaceFirst("\\?", "1000"));
        String delete = database.plan(FullBuckets.DELETE
                .replaceFirst("\\(\\?, \\?, \\?\\)", "('task:x', '', '5')")
                .replaceFirst("\\(\\?, \\?, \\?\\)", "('task:x', '', '6')"));

        assertThat(audit).contains("caraway_audit_pk").doesNotContain("Seq Scan");
        assertThat(end).contains("caraway_limit_pk").doesNotContain("Seq Scan");
        assertThat(delete).contains("caraway_limit_pk").doesNotContain("Seq Scan on caraway_limit caraway_limit_1");
    }

    /** Half of what is old has a retention of its own, and a year of it lies ahead. */
    @Test
    void pruningFindsItsRowsThroughTheIndexes() throws SQLException {
        bench.execute(
                "INSERT INTO caraway_finished (id, name, queue, state, priority, run_at, arguments, headers, labels,"
                        + " attempt, retries, deliveries, created_at, finished_at, retain_until)"
                        + " SELECT gen_random_uuid(), 'Mail.send', 'default', 'SUCCESS', 4, now(), '[]', '{}', '{}', 1, 0, 0, now(),"
                        + " now() - number * INTERVAL '1 minute',"
                        + " CASE number % 2 WHEN 0 THEN now() + number * INTERVAL '1 minute' END"
                        + " FROM generate_series(1, 20000) AS number");
        bench.execute("ANALYZE caraway_finished");

        LocalDate today = LocalDate.now(ZoneOffset.UTC); // midnight may pass meanwhile
        IdRange days = new IdRange(
                IdRange.ofDay(today.minusDays(1)).from(),
                IdRange.ofDay(today.plusDays(8)).below());

        String old = database.plan(JdbcRetention.old(1)
                .replaceFirst("\\?", "604800")
                .replace("id < ?", "id < '" + days.from() + "'")
                .replace("id >= ?", "id >= '" + days.below() + "'")
                .replaceFirst("\\?", "1000"));
        String kept = database.plan(JdbcRetention.KEPT.replaceFirst("\\?", "1000"));

        assertThat(old)
                .contains(
                        "using caraway_finished_default_finished_at_retain_until_workflow__idx on caraway_finished_default")
                .contains("AND (retain_until IS NULL) AND (workflow_id IS NULL))")
                .doesNotContain("Seq Scan")
                .doesNotContain("Sort")
                .doesNotContain("on caraway_finished_2");
        assertThat(kept)
                .contains("using caraway_finished_default_retain_until_workflow_id_idx on caraway_finished_default")
                .doesNotContain("Seq Scan on caraway_finished_default");
    }
}
