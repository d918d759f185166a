package org.caraway.it.tasks.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.caraway.NoSuchTaskException;
import org.caraway.Progress;
import org.caraway.TaskFailedException;
import org.caraway.TaskHandle;
import org.caraway.TaskQueue;
import org.caraway.TaskState;
import org.caraway.TaskTimeoutException;
import org.caraway.TaskView;
import org.caraway.it.harness.TestWar;
import org.caraway.it.tasks.Sql;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Results, states, errors and retries, as the caller sees them. */
@ArquillianTest
class ResultsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private ResultTasks resultTasks;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private Sql sql;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private UserTransaction transaction;

    @Deployment
    static WebArchive application() {
        return TestWar.of(
                "results",
                "",
                ResultTasks.class,
                RetryTasks.class,
                Point.class,
                Cipher.class,
                ResultDrawer.class,
                Sql.class);
    }

    @Test
    void aValueComesBack() {
        assertThat(tasks.enqueue(ResultTasks::add, 2, 3).await(PATIENCE)).isEqualTo(5);
    }

    @Test
    void aVoidMethodGivesNull() {
        TaskHandle<@Nullable Void> handle = tasks.enqueue(ResultTasks::nothing);

        assertThat(handle.await(PATIENCE)).isNull();
        assertThat(handle.state()).isEqualTo(TaskState.SUCCESS);
    }

    @Test
    void aRecordTravelsBothWays() {
        assertThat(tasks.enqueue(ResultTasks::mirror, new Point(1, 2)).await(PATIENCE))
                .isEqualTo(new Point(2, 1));
    }

    @Test
    void aListOfRecordsKeepsItsElementType() {
        assertThat(tasks.enqueue(ResultTasks::line, 3).await(PATIENCE))
                .containsExactly(new Point(0, 0), new Point(1, 0), new Point(2, 0));
    }

    @Test
    void argumentsAndResultAreStoredInTheFormat() {
        TaskHandle<String> handle = tasks.enqueue(ResultTasks::whisper, "Ann");

        assertThat(handle.await(PATIENCE)).isEqualTo("psst Ann");
        assertThat(handle.view().arguments()).isEqualTo("{\"caraway:format\":\"cipher\",\"value\":\"[\\\"Naa\\\"]\"}");
        assertThat(handle.view().result()).contains("cffg Naa");
    }

    @Test
    void aLargeResultLiesElsewhere() {
        TaskHandle<String> handle = tasks.enqueue(ResultTasks::repeat, "tea", 30_000);

        assertThat(handle.await(PATIENCE)).hasSize(90_000);
        assertThat(handle.view().result())
                .matches("\\{\"caraway:stored\":\"" + handle.id() + "-1-[0-9a-f]{16}\",\"bytes\":90002}");
    }

    @Test
    void aLargeResultOfATransactionIsNotedInIt() throws SQLException {
        TaskHandle<String> handle = tasks.enqueue(ResultTasks::repeatInTransaction, "tea", 30_000);

        assertThat(handle.await(PATIENCE)).hasSize(90_000);
        assertThat(sql.count(
                        "SELECT COUNT(*) FROM caraway_stored_result WHERE task_id = ? AND attempt = 1", handle.id()))
                .isEqualTo(1);
    }

    @Test
    void anOptionalIsPresentOrNot() {
        assertThat(tasks.enqueue(ResultTasks::find, "here").await(PATIENCE)).isEqualTo(Optional.of("here"));
        assertThat(tasks.enqueue(ResultTasks::find, (@Nullable String) null).await(PATIENCE))
                .isEqualTo(Optional.empty());
    }

    @Test
    void aStageCompletesWithTheResult() throws Exception {
        Integer sum = tasks.enqueue(ResultTasks::add, 20, 22)
                .toCompletionStage()
                .toCompletableFuture()
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

        assertThat(sum).isEqualTo(42);
    }

    @Test
    void aHandleIsMadeAgainFromTheId() {
        UUID id = tasks.enqueue(ResultTasks::add, 1, 1).id();

        assertThat(tasks.handle(id, Integer.class).await(PATIENCE)).isEqualTo(2);
    }

    @Test
    void anUnknownIdIsNoTask() {
        TaskHandle<String> handle = tasks.handle(new UUID(0, 0), String.class);

        assertThatThrownBy(handle::view).isInstanceOf(NoSuchTaskException.class);
    }

    @Test
    void aRollbackLeavesNoTask() throws Exception {
        transaction.begin();
        TaskHandle<Integer> handle = tasks.enqueue(ResultTasks::add, 1, 1);
        assertThat(handle.state()).isEqualTo(TaskState.PENDING);

        transaction.rollback();

        assertThatThrownBy(handle::view).isInstanceOf(NoSuchTaskException.class);
    }

    @Test
    void aCommitLetsTheTaskRun() throws Exception {
        transaction.begin();
        TaskHandle<Integer> handle = tasks.enqueue(ResultTasks::add, 1, 1);
        transaction.commit();

        assertThat(handle.await(PATIENCE)).isEqualTo(2);
    }

    @Test
    void progressIsSeenWhileTheTaskRuns() {
        TaskHandle<Boolean> handle = tasks.enqueue(ResultTasks::reportAndWait);

        TaskView running = await("progress").atMost(PATIENCE).until(handle::view, view -> view.latestProgress()
                .isPresent());

        assertThat(running.progress()).isEqualTo(new Progress(1, 3, "a third"));
        assertThat(running.status()).isEqualTo("PROGRESS");
        assertThatThrownBy(() -> handle.await(Duration.ofMillis(50))).isInstanceOf(TaskTimeoutException.class);
        resultTasks.release();
        assertThat(handle.await(PATIENCE)).isTrue();
    }

    @Test
    void aFailureIsRecordedWithItsCauses() {
        TaskHandle<@Nullable Void> handle = tasks.enqueue(ResultTasks::fail);

        assertThatThrownBy(() -> handle.await(PATIENCE))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("the outer reason");
        TaskView failed = handle.view();
        assertThat(failed.state()).isEqualTo(TaskState.FAILURE);
        assertThat(failed.error()).satisfies(error -> {
            assertThat(error.type()).isEqualTo(IllegalStateException.class.getName());
            assertThat(error.message()).isEqualTo("the outer reason");
            assertThat(error.trace())
                    .contains("Caused by: " + IOException.class.getName() + ": the inner reason")
                    .contains("ResultTasks.fail");
        });
    }

    @Test
    void headersReachTheTaskAndLabelsTheView() {
        TaskHandle<Map<String, String>> handle = tasks.enqueue(
                tasks.call(ResultTasks::headers).header("tenant", "a").label("customer", "42"));

        assertThat(handle.await(PATIENCE)).containsEntry("tenant", "a");
        assertThat(handle.view().labels()).containsEntry("customer", "42");
    }

    @Test
    void theContextTellsTheFacts() {
        TaskHandle<List<String>> handle = tasks.enqueue(ResultTasks::facts);

        String id = handle.id().toString();
        assertThat(handle.await(PATIENCE)).containsExactly(id, "it.facts", "facts", "1", "0", id, "false");
    }

    @Test
    void aCallRunsInline() {
        TaskHandle<List<String>> handle = tasks.apply(tasks.call(ResultTasks::facts));

        String id = handle.id().toString();
        assertThat(handle.await(PATIENCE)).containsExactly(id, "it.facts", "facts", "1", "0", id, "false");
        assertThat(tasks.run(tasks.call(ResultTasks::mirror, new Point(1, 2)))).isEqualTo(new Point(2, 1));
        assertThatThrownBy(() -> tasks.handle(handle.id(), List.class).view()).isInstanceOf(NoSuchTaskException.class);
    }

    @Test
    void anInlineRunRetriesWithoutWaiting() {
        assertThat(tasks.run(tasks.call(RetryTasks::failFirst, 3))).isEqualTo(4);
        assertThatThrownBy(() -> tasks.run(tasks.call(RetryTasks::failFirst, 99)))
                .isInstanceOf(TaskFailedException.class)
                .hasRootCauseInstanceOf(IOException.class)
                .hasRootCauseMessage("attempt 5 fails");
    }

    @Test
    void aTaskSucceedsAfterRetriesWithBackOff() {
        long start = System.nanoTime();

        int attempt = tasks.enqueue(RetryTasks::failFirst, 3).await(PATIENCE);

        assertThat(attempt).isEqualTo(4);
        // 100 + 200 + 400 ms
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(700));
    }

    @Test
    void aTaskFailsWhenNoRetryIsLeft() {
        TaskHandle<Integer> handle = tasks.enqueue(RetryTasks::failFirst, 99);

        assertThatThrownBy(() -> handle.await(PATIENCE)).hasMessageContaining("attempt 5 fails");
        assertThat(handle.view().attempt()).isEqualTo(5);
        assertThat(handle.view().retries()).isEqualTo(4);
    }

    @Test
    void anExceptionThatIsNotRetriedFailsAtOnce() {
        TaskHandle<@Nullable Void> handle = tasks.enqueue(RetryTasks::missFile);

        assertThatThrownBy(() -> handle.await(PATIENCE)).hasMessageContaining(FileNotFoundException.class.getName());
        assertThat(handle.view().attempt()).isEqualTo(1);
    }

    @Test
    void aTaskAsksToBeRunAgain() {
        long start = System.nanoTime();

        int retries = tasks.enqueue(RetryTasks::askAgain).await(PATIENCE);

        assertThat(retries).isEqualTo(1);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(RetryTasks.PAUSE);
    }
}
