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
                .contains("using caraway_finished_default_finished_at_retain_until_idx on caraway_finished_default")
                .contains("AND (retain_until IS NULL))")
                .doesNotContain("Seq Scan")
                .doesNotContain("Sort")
                .doesNotContain("on caraway_finished_2");
        assertThat(kept)
                .contains("using caraway_finished_default_retain_until_idx on caraway_finished_default")
                .doesNotContain("Seq Scan on caraway_finished_default");
    }
}
