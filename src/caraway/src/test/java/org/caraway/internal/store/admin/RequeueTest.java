package org.caraway.internal.store.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.caraway.test.StoreUnderTest.ERROR;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.caraway.NoSuchTaskException;
import org.caraway.TaskError;
import org.caraway.TaskNotUniqueException;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.UniqueKey;
import org.caraway.admin.TaskQuery;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.audit.AuditNote;
import org.caraway.internal.store.durable.FinishedStep;
import org.caraway.internal.store.durable.StoredStep;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.Isolation;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.OperatedStore;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** Putting finished tasks back into their queue. */
@EachDatabase(isolation = {Isolation.READ_COMMITTED, Isolation.REPEATABLE_READ, Isolation.SERIALIZABLE})
class RequeueTest {

    private static final Set<TaskState> UNSUCCESSFUL = Set.of(TaskState.FAILURE, TaskState.REVOKED, TaskState.EXPIRED);

    private static final AuditNote FROM = new AuditNote("olga", "retryFrom", "task", "two");

    private final OperatedStore bench;

    RequeueTest(MigratedDatabase database) throws SQLException {
        bench = new OperatedStore(database.dataSource());
    }

    @Test
    void aRetryFromADurableStepForgetsThisAndLaterOnes() throws SQLException {
        ClaimedTask task = withSteps(new Transition.Fail(ERROR), "one", "two", "three");

        assertThat(bench.admin.requeues().requeueFrom(task.id(), "two", FROM)).contains(Set.of(StoreUnderTest.QUEUE));

        assertThat(stepsOf(task)).containsExactly("one");
        assertThat(bench.tasks.view(task.id()).state()).isEqualTo(TaskState.PENDING);
        assertThat(bench.tasks.count("SELECT COUNT(*) FROM caraway_audit WHERE action = 'retryFrom'"))
                .isEqualTo(1);
    }

    @Test
    void aRetryFromAnUnknownDurableStepNamesTheKnownOnes() {
        ClaimedTask task = withSteps(new Transition.Fail(ERROR), "one", "two");

        assertThatThrownBy(() -> bench.admin.requeues().requeueFrom(task.id(), "four", FROM))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Task " + task.id()
                        + " (Mail.send) has stored no durable step 'four', only [one, two]; name" + " one of these");
        assertThat(bench.tasks.view(task.id()).state()).isEqualTo(TaskState.FAILURE);
    }

    @Test
    void aRetryKeepsTheDurableStepsAndARerunAfterASuccessForgetsThem() {
        ClaimedTask failed = withSteps(new Transition.Fail(ERROR), "one");
        ClaimedTask succeeded = withSteps(new Transition.Succeed(null), "one");

        requeue(failed.id());
        bench.admin.requeues().requeue(succeeded.id(), null, Set.of(TaskState.SUCCESS), OperatedStore.NOTE);

        assertThat(stepsOf(failed)).containsExactly("one");
        assertThat(stepsOf(succeeded)).isEmpty();
    }

    private ClaimedTask withSteps(Transition end, String... names) {
        ClaimedTask task = bench.tasks.started();
        for (String name : names) {
            bench.tasks
                    .store()
                    .durableSteps()
                    .storeStep(task, new FinishedStep(name, StoredStep.Kind.STEP, "1", Duration.ZERO), false);
        }
        bench.tasks.complete(task, end);
        return task;
    }

    private List<String> stepsOf(ClaimedTask task) {
        return bench.tasks.store().durableSteps().storedSteps(task.id()).stream()
                .map(StoredStep::name)
                .toList();
    }

    @Test
    void aRetriedTaskKeepsItsIdAndNumbersAttemptsOnWithAllRetries() throws SQLException {
        ClaimedTask task = bench.tasks.started();
        bench.tasks.store().completions().complete(List.of(again(task)));
        ClaimedTask second = bench.tasks.claim(1).get(0);
        bench.tasks.store().completions().complete(List.of(failed(second)));

        assertThat(requeue(task.id())).contains(Set.of(StoreUnderTest.QUEUE));

        TaskView view = bench.tasks.view(task.id());
        assertThat(view.state()).isEqualTo(TaskState.PENDING);
        assertThat(view.retries()).isZero();
        assertThat(view.error()).isNull();
        assertThat(view.finishedAt()).isNull();
        assertThat(bench.doubles()).isZero();
        ClaimedTask third = bench.tasks.claim(1).get(0);
        assertThat(third.attempt()).isEqualTo(3);
        assertThat(bench.tasks
                        .store()
                        .completions()
                        .complete(List.of(failed(third)))
                        .lost())
                .isEmpty();
        assertThat(bench.tasks.count("SELECT COUNT(*) FROM caraway_attempt")).isEqualTo(3);
    }

    @Test
    void aRevocationIsUndone() {
        UUID id = bench.tasks.insert(1).get(0);
        bench.revoke(id);

        requeue(id);

        assertThat(bench.tasks.claim(1)).extracting(ClaimedTask::id).containsExactly(id);
        assertThat(bench.tasks
                        .store()
                        .revoked()
                        .revocations(StoreUnderTest.WORKER)
                        .held())
                .isEmpty();
    }

    @Test
    void whatIsNotOverStaysAndWhatHasSucceededIsRefused() {
        ClaimedTask task = bench.tasks.started();

        assertThat(requeue(task.id())).isEmpty();
        bench.tasks
                .store()
                .completions()
                .complete(List.of(new AttemptCompletion(task, new Transition.Succeed(null), null)))
                .lost();

        assertThatThrownBy(() -> requeue(task.id()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is SUCCESS")
                .hasMessageContaining("TaskAdmin.rerun");
        assertThat(bench.admin.requeues().requeue(task.id(), null, Set.of(TaskState.SUCCESS), OperatedStore.NOTE))
                .isPresent();
        UUID unknown = UUID.randomUUID();
        assertThatThrownBy(() -> requeue(unknown)).isInstanceOf(NoSuchTaskException.class);
    }

    @Test
    void argumentsAreReplacedAndAnExpiryOfThePastForgotten() throws SQLException {
        UUID id = bench.insert(task -> task.arguments("[1]"));
        bench.revoke(id);
        bench.tasks.execute("UPDATE caraway_finished SET expires_at = CURRENT_TIMESTAMP - INTERVAL '1' HOUR");

        bench.admin.requeues().requeue(id, new Requeues.NewArguments("[2]", "acme"), UNSUCCESSFUL, OperatedStore.NOTE);

        assertThat(bench.tasks.view(id).arguments()).isEqualTo("[2]");
        assertThat(bench.tasks.count(
                        "SELECT COUNT(*) FROM caraway_active" + " WHERE task_key = 'acme' AND expires_at IS NULL"))
                .isEqualTo(1);
    }

    @Test
    void aUniqueKeyIsTakenAgainUnlessAnotherTaskHasItByNow() throws SQLException {
        UUID first = bench.insert(task -> task.unique(UniqueKey.of("report")));
        bench.revoke(first);
        UUID second = bench.insert(task -> task.unique(UniqueKey.of("report")));

        assertThatThrownBy(() -> requeue(first))
                .isInstanceOfSatisfying(TaskNotUniqueException.class, taken -> assertThat(taken.takenBy())
                        .isEqualTo(second));
        assertThat(bench.tasks.view(first).state()).isEqualTo(TaskState.REVOKED);
        assertThat(bench.admin
                        .requeues()
                        .requeueSome(TaskQuery.all(), OperatedStore.NOTE, TaskSearch.BEFORE_ALL, 10)
                        .changed())
                .isZero();

        bench.revoke(second);
        requeue(first);
        assertThat(bench.tasks.count("SELECT COUNT(*) FROM caraway_active"
                        + " WHERE unique_lock = 'report' AND unique_scope = 'LIVE'"))
                .isEqualTo(1);
    }

    @Test
    void manyAreRequeuedButNoSuccess() throws SQLException {
        bench.tasks.insert(4);
        List<ClaimedTask> claimed = bench.tasks.claim(4);
        bench.tasks
                .store()
                .completions()
                .complete(claimed.subList(0, 3).stream().map(this::failed).toList())
                .lost();
        bench.tasks
                .store()
                .completions()
                .complete(List.of(new AttemptCompletion(claimed.get(3), new Transition.Succeed(null), null)))
                .lost();

        BatchResult result =
                bench.admin.requeues().requeueSome(TaskQuery.all(), OperatedStore.NOTE, TaskSearch.BEFORE_ALL, 10);

        assertThat(result.changed()).isEqualTo(3);
        assertThat(result.advance().queues()).containsExactly(StoreUnderTest.QUEUE);
        assertThat(bench.finished("SUCCESS")).isEqualTo(1);
        assertThat(bench.tasks.claim(10)).hasSize(3);
    }

    private Optional<Set<String>> requeue(UUID id) {
        return bench.admin.requeues().requeue(id, null, UNSUCCESSFUL, OperatedStore.NOTE);
    }

    private AttemptCompletion failed(ClaimedTask task) {
        return new AttemptCompletion(task, new Transition.Fail(new TaskError("Boom", "bang", "")), null);
    }

    private static AttemptCompletion again(ClaimedTask task) {
        return new AttemptCompletion(task, new Transition.Retry(Duration.ZERO, ERROR), null);
    }
}
