package org.caraway.internal.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.caraway.QueueUnavailableException;
import org.caraway.TaskState;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.complete.FinishedRow;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.PostgresOnly;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** Completing tasks where PostgreSQL differs. */
@PostgresOnly
class PostgresCompletionTest {

    private final StoreUnderTest bench;

    PostgresCompletionTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void aCompletionThatATriggerForbidsIsRefused() throws SQLException {
        ClaimedTask task = bench.started();
        bench.execute("CREATE FUNCTION forbid() RETURNS trigger LANGUAGE plpgsql AS "
                + "$$BEGIN RAISE EXCEPTION 'not this one'; END$$");
        bench.execute("CREATE TRIGGER forbid BEFORE INSERT ON caraway_finished EXECUTE FUNCTION forbid()");
        try {
            assertThatThrownBy(() -> bench.store()
                            .completions()
                            .completeUnlocked(
                                    List.of(new AttemptCompletion(task, new Transition.Succeed(null), null)),
                                    Duration.ofSeconds(1)))
                    .isNotInstanceOf(QueueUnavailableException.class)
                    .hasMessageContaining("the database refused it (SQLState P0001)");
        } finally {
            bench.execute("DROP FUNCTION forbid CASCADE");
        }
    }

    /** The completion of a transactional task is part of its transaction, which began when its method did. */
    @Test
    void instantsInALongTransactionAreThoseOfTheirStatements() throws SQLException {
        ClaimedTask task = bench.started();

        try (Connection connection = bench.database().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT pg_sleep(0.05)");
            statement.execute(
                    "INSERT INTO caraway_finished (id, name, queue, state, priority, run_at, arguments, headers,"
                            + " labels, attempt, retries, deliveries, created_at) SELECT id, name, queue, 'SUCCESS', priority,"
                            + " run_at, arguments, headers, labels, attempt, retries, deliveries, now() FROM caraway_active");
            connection.commit();
        }

        assertThat(bench.count("SELECT COUNT(*) FROM caraway_finished WHERE id = '" + task.id()
                        + "' AND finished_at >= created_at + INTERVAL '0.05' SECOND"))
                .isEqualTo(1);
    }

    /**
     * The end of a transactional task is written alone; planning its statement takes several times as long as running
     * it.
     */
    @Test
    void theStatementOfASingleCompletionIsNotPlannedEachTime() throws SQLException {
        bench.execute("TRUNCATE caraway_active");
        bench.insert(20);
        List<ClaimedTask> claimed = bench.claim(20);
        PostgresCompletions ends = new PostgresCompletions();

        try (Connection connection = bench.database().getConnection();
                Statement statistics = connection.createStatement()) {
            for (ClaimedTask task : claimed) {
                FinishedRow done = new FinishedRow(task, TaskState.SUCCESS, null, "1", null, null, null);
                assertThat(ends.finish(connection, List.of(done), null)).hasSize(1);
            }

            try (ResultSet plans = statistics.executeQuery("SELECT SUM(generic_plans), SUM(custom_plans)"
                    + " FROM pg_prepared_statements WHERE statement LIKE '%INSERT INTO caraway_finished%'")) {
                assertThat(plans.next()).isTrue();
                assertThat(plans.getLong(1)).as("with the plan that is kept").isPositive();
                assertThat(plans.getLong(2)).as("planned for its values").isLessThanOrEqualTo(5);
            }
        }
    }
}
