package org.caraway.internal.store.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How databases read a page of tasks. */
@EachDatabase
class TaskSearchPlanTest {

    private final MigratedDatabase database;

    TaskSearchPlanTest(MigratedDatabase database) {
        this.database = database;
    }

    /** PostgreSQL reads a small table as a whole. */
    @BeforeEach
    void fill() {
        if (database.kind() == TestDatabase.POSTGRESQL) {
            database.execute("INSERT INTO caraway_active (name) SELECT 'Mail.send' FROM generate_series(1, 5000)");
            database.execute(
                    "INSERT INTO caraway_finished (id, name, queue, state, priority, run_at, arguments, headers,"
                            + " labels, attempt, retries, deliveries, created_at) SELECT gen_random_uuid(), 'x', 'default',"
                            + " 'SUCCESS', 4, now(), '[]', '{}', '{}', 1, 0, 0, now() FROM generate_series(1, 5000)");
            database.execute("ANALYZE caraway_active");
            database.execute("ANALYZE caraway_finished");
        }
    }

    @Test
    void aPageReadsBothTablesByTheirPrimaryKeys() {
        String id = "id < '" + UUID.randomUUID() + "'";

        String plan = database.plan(JdbcTaskSearch.PAGE.formatted(id, id).replace("LIMIT ?", "LIMIT 10"));

        switch (database.kind()) {
            case H2 -> assertThat(plan).doesNotContain("tableScan");
            case POSTGRESQL ->
                assertThat(plan)
                        .contains("caraway_active_pk", "caraway_finished_default_pkey")
                        .doesNotContain("Seq Scan on caraway_active")
                        .doesNotContain("Seq Scan on caraway_finished_default");
        }
    }
}
