package org.caraway.internal.engine.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.caraway.internal.engine.BenchDatabase;
import org.caraway.internal.engine.ThreadTransactions;
import org.caraway.internal.observation.TaskObservers;
import org.caraway.internal.payload.MaskedArguments;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.registry.TaskSettings;
import org.caraway.internal.store.JdbcStore;
import org.caraway.internal.store.Store;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.workflow.RunningWorkflows;
import org.junit.jupiter.api.Test;

class RunningAttemptTest {

    @Test
    void hasNoStackWhenItsThreadMayBeAtTheNextTask() {
        try (BenchDatabase database = new BenchDatabase()) {
            PayloadCodec codec = PayloadCodec.create();
            Store store = JdbcStore.open(database.dataSource(), Duration.ofSeconds(10), null);
            ReportWriter reports = new ReportWriter(
                    store.reports(), store.durableSteps(), codec, InstantSource.system(), TaskObservers.NONE);
            RunningAttempt attempt = new RunningAttempt(
                    task(),
                    TaskSettings.DEFAULT,
                    reports,
                    new MaskedArguments(new TaskRegistry(List.of()), codec),
                    RunningWorkflows.NONE,
                    new DurableStepServices(
                            store.durableSteps(),
                            codec,
                            new TaskTransaction(new ThreadTransactions()),
                            reports::moved,
                            () -> false),
                    AttemptWaits.INLINE);
            assertThat(attempt.stack()).isNotEmpty();

            attempt.conclude();

            assertThat(attempt.stack()).isEmpty();
        }
    }

    private static ClaimedTask task() {
        return new ClaimedTask(
                UUID.randomUUID(),
                "Mail.send",
                "mail",
                "worker",
                1,
                0,
                0,
                "[]",
                Map.of(),
                null,
                null,
                null,
                null,
                Duration.ZERO,
                ClaimedTask.Particulars.NONE);
    }
}
