package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.caraway.internal.store.JdbcStore;
import org.caraway.internal.store.durable.DurableSteps;
import org.caraway.internal.store.durable.FinishedStep;
import org.caraway.internal.store.durable.StoredStep;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** What a durable step sends to the database: one statement, and a commit where it joins none. */
@EachDatabase
class DurableStepCostTest {

    private final MigratedDatabase database;
    private final ClaimedTask task;

    DurableStepCostTest(MigratedDatabase database) throws SQLException {
        this.database = database;
        task = new StoreUnderTest(database.dataSource()).started();
    }

    @Test
    void aStepOutsideOfATransactionIsOneStatementThatCommitsItselfOrOneCommit() throws SQLException {
        try (CountedConnections connections = new CountedConnections(database.dataSource())) {
            DurableSteps steps = JdbcStore.open(connections.dataSource(), Duration.ofSeconds(10), null)
                    .durableSteps();
            long statements = connections.statements();
            long commits = connections.commits();

            assertThat(steps.storeStep(task, step(), false)).isTrue();

            assertThat(connections.statements() - statements).isEqualTo(1);
            assertThat(connections.commits() - commits).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void aStepInATransactionIsOneStatementOfIt() throws SQLException {
        try (CountedConnections connections = new CountedConnections(database.dataSource())) {
            LocalTransactions transactions = new LocalTransactions();
            DurableSteps steps = JdbcStore.open(
                            transactions.around(connections.dataSource()),
                            Duration.ofSeconds(10),
                            transactions.registry())
                    .durableSteps();
            transactions.begin();
            long statements = connections.statements();
            long commits = connections.commits();

            assertThat(steps.storeStep(task, step(), true)).isTrue();

            assertThat(connections.statements() - statements).isEqualTo(1);
            assertThat(connections.commits() - commits).isZero();
            transactions.commit();
            assertThat(steps.storedSteps(task.id())).hasSize(1);
        }
    }

    private static FinishedStep step() {
        return new FinishedStep("step " + UUID.randomUUID(), StoredStep.Kind.STEP, "1", Duration.ZERO);
    }
}
