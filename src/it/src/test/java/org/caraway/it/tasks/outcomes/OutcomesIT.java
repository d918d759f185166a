package org.caraway.it.tasks.outcomes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.caraway.TaskFailedException;
import org.caraway.TaskHandle;
import org.caraway.TaskQueue;
import org.caraway.TaskState;
import org.caraway.it.harness.TestWar;
import org.caraway.it.tasks.Sql;
import org.caraway.it.tasks.StatelessTasks;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Outcomes of attempts, and their notifications. */
@ArquillianTest
class OutcomesIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private OutcomeTasks outcomes;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private Sql sql;

    @Deployment
    static WebArchive application() {
        String configuration = """
                caraway.task."OutcomeTasks.configuredLimits".soft-time-limit=PT20S
                caraway.task."OutcomeTasks.configuredLimits".time-limit=PT30S
                caraway.task."OutcomeTasks.configuredLimits".max-retries=7
                """;
        return TestWar.of("outcomes", configuration, OutcomeTasks.class, StatelessTasks.class, Sql.class);
    }

    @BeforeEach
    void makeTable() throws Exception {
        sql.execute("CREATE TABLE IF NOT EXISTS outcome_effect (task VARCHAR(36))");
    }

    @Test
    void limitsComeFromTheCallThenTheConfigurationThenTheDefinition() {
        assertThat(tasks.enqueue(OutcomeTasks::limits).await(PATIENCE)).containsExactly("PT40S", "PT50S", "2");
        assertThat(tasks.enqueue(OutcomeTasks::configuredLimits).await(PATIENCE))
                .containsExactly("PT20S", "PT30S", "7");
        assertThat(tasks.enqueue(tasks.call(OutcomeTasks::configuredLimits)
                                .softTimeLimit(Duration.ofSeconds(5))
                                .timeLimit(Duration.ofSeconds(6))
                                .maxRetries(-1))
                        .await(PATIENCE))
                .containsExactly("PT5S", "PT6S", "-1");
        assertThat(tasks.enqueue(tasks.call(OutcomeTasks::configuredLimits).timeLimit(Duration.ofSeconds(6)))
                        .await(PATIENCE))
                .containsExactly("PT6S", "PT6S", "7");
    }

    @Test
    void hooksAreCalledForEachStepAndTheLastOneKnowsThatNoRetryIsLeft() {
        TaskHandle<@Nullable Void> task = tasks.enqueue(OutcomeTasks::never);

        assertThatThrownBy(() -> task.await(PATIENCE)).isInstanceOf(TaskFailedException.class);

        awaitNotes(task.id(), "Started 1", "Retried 1", "Started 2", "Failed 2", "Failed 2 gave up, expected=true");
    }

    @Test
    void aPostponedTaskRunsAgainWithoutARetryAndLeavesNothingBefore() throws Exception {
        TaskHandle<Integer> task = tasks.enqueue(OutcomeTasks::postponeTwice);

        assertThat(task.await(PATIENCE)).isZero();

        assertThat(task.view().attempt()).isEqualTo(3);
        assertThat(effectsOf(task.id())).isEqualTo(1);
        awaitNotes(task.id(), "Started 1", "Postponed 1", "Started 2", "Postponed 2", "Started 3", "Succeeded 3");
    }

    @Test
    void aRejectedTaskFailsAtOnceAndIsFoundByItsType() throws Exception {
        TaskHandle<@Nullable Void> task = tasks.enqueue(OutcomeTasks::rejectItself);

        assertThatThrownBy(() -> task.await(PATIENCE))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("no such country");

        assertThat(task.view().attempt()).isEqualTo(1);
        assertThat(effectsOf(task.id())).isZero();
        assertThat(sql.count(
                        "SELECT COUNT(*) FROM caraway_task WHERE error_type = 'org.caraway.TaskRejectedException'"
                                + " AND id = ?",
                        task.id()))
                .isEqualTo(1);
        awaitNotes(task.id(), "Started 1", "Rejected 1");
    }

    @Test
    void anIgnoredTaskIsOverWithoutAResult() throws Exception {
        TaskHandle<String> task = tasks.enqueue(OutcomeTasks::ignoreItself);

        assertThat(task.await(PATIENCE)).isNull();

        assertThat(task.view().state()).isEqualTo(TaskState.SUCCESS);
        assertThat(effectsOf(task.id())).isZero();
        awaitNotes(task.id(), "Started 1", "Ignored 1");
    }

    @Test
    void aSessionBeanMayAskForARetry() {
        assertThat(tasks.enqueue(StatelessTasks::askAgain).await(PATIENCE)).isEqualTo(1);
    }

    @Test
    void aTaskHandsItsPriorityOn() {
        UUID child = tasks.enqueue(tasks.call(OutcomeTasks::enqueueAsUrgently).priority(9))
                .await(PATIENCE);

        assertThat(tasks.handle(child, Integer.class).await(PATIENCE)).isEqualTo(9);
    }

    /**
     * The end of an attempt is told once it is committed, and then another runner may have begun the next one already.
     */
    private void awaitNotes(UUID id, String... lines) {
        await("the notes of " + id).atMost(PATIENCE).untilAsserted(() -> assertThat(outcomes.notes(id))
                .containsExactlyInAnyOrder(lines));
        assertThat(startsOf(outcomes.notes(id))).isEqualTo(startsOf(List.of(lines)));
    }

    private static List<String> startsOf(List<String> notes) {
        return notes.stream().filter(note -> note.startsWith("Started")).toList();
    }

    private long effectsOf(UUID id) throws Exception {
        return sql.count("SELECT COUNT(*) FROM outcome_effect WHERE task = ?", id.toString());
    }
}
