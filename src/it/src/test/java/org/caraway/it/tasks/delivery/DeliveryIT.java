package org.caraway.it.tasks.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.caraway.TaskFailedException;
import org.caraway.TaskHandle;
import org.caraway.TaskQueue;
import org.caraway.TaskView;
import org.caraway.it.harness.TestWar;
import org.caraway.it.tasks.Sql;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The times and numbers of deliveries, and the effects of transactions. */
@ArquillianTest
class DeliveryIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int MANY = 10_000;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private DeliveryTasks deliveryTasks;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private Sql sql;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private UserTransaction transaction;

    @Deployment
    static WebArchive application() {
        return TestWar.of(
                "delivery", "caraway.worker.queues=single:1,default:4,bulk:4\n", DeliveryTasks.class, Sql.class);
    }

    @BeforeEach
    void makeTable() throws Exception {
        sql.execute("CREATE TABLE IF NOT EXISTS effect (task VARCHAR(36))");
    }

    @Test
    void aFailedCommitIsRetriedAndTheEffectIsThereOnce() throws Exception {
        TaskHandle<@Nullable Void> handle = tasks.enqueue(DeliveryTasks::writeAndFailToCommitOnce);

        handle.await(PATIENCE);

        assertThat(handle.view().attempt()).isEqualTo(2);
        assertThat(effectsOf(handle)).isEqualTo(1);
        assertThat(sql.count("SELECT COUNT(*) FROM caraway_attempt WHERE task_id = ?", handle.id()))
                .isEqualTo(1);
    }

    @Test
    void aFailedTransactionalTaskLeavesNothing() throws Exception {
        TaskHandle<@Nullable Void> handle = tasks.enqueue(DeliveryTasks::writeAndFail);

        assertThatThrownBy(() -> handle.await(PATIENCE)).isInstanceOf(TaskFailedException.class);
        assertThat(effectsOf(handle)).isZero();
    }

    @Test
    void anInlineRunHasATransactionForEachAttempt() throws Exception {
        TaskHandle<@Nullable Void> handle = tasks.apply(tasks.call(DeliveryTasks::writeAndFailToCommitOnce));

        assertThat(handle.view().attempt()).isEqualTo(2);
        assertThat(effectsOf(handle)).isEqualTo(1);
        assertThat(sql.count("SELECT COUNT(*) FROM caraway_task WHERE id = ?", handle.id()))
                .isZero();
    }

    @Test
    void anInlineRunJoinsItsCallersTransaction() throws Exception {
        transaction.begin();
        TaskHandle<@Nullable Void> handle = tasks.apply(tasks.call(DeliveryTasks::write));
        assertThat(effectsOf(handle)).isEqualTo(1);
        transaction.rollback();

        assertThat(effectsOf(handle)).isZero();
    }

    @Test
    void aDelayedTaskIsNotEarly() {
        Duration delay = Duration.ofSeconds(2);

        TaskHandle<@Nullable Void> handle =
                tasks.enqueue(tasks.call(DeliveryTasks::noop).in(delay));
        handle.await(PATIENCE);

        TaskView view = handle.view();
        Instant started = Objects.requireNonNull(view.startedAt());
        assertThat(started).isAfterOrEqualTo(view.createdAt().plus(delay));
    }

    @Test
    void aHigherPriorityRunsFirst() {
        TaskHandle<Boolean> holder = tasks.enqueue(DeliveryTasks::waitForGate);
        await("the holder of the slot")
                .atMost(PATIENCE)
                .until(() -> holder.view().startedAt() != null);

        TaskHandle<@Nullable Void> low =
                tasks.enqueue(tasks.call(DeliveryTasks::note, "low").priority(1));
        tasks.enqueue(tasks.call(DeliveryTasks::note, "high").priority(9));
        tasks.enqueue(tasks.call(DeliveryTasks::note, "normal"));
        deliveryTasks.openGate();
        low.await(PATIENCE);

        assertThat(deliveryTasks.noted()).containsExactly("high", "normal", "low");
    }

    @Test
    void anInsertedRowIsATask() throws Exception {
        UUID id = UUID.randomUUID();

        sql.execute(
                "INSERT INTO caraway_active (id, name, queue, arguments) VALUES (?, ?, ?, ?)",
                id,
                "DeliveryTasks.noop",
                "bulk",
                "[]");

        assertThat(tasks.handle(id, Void.class).await(PATIENCE)).isNull();
    }

    @Test
    void tenThousandTasksOfOneTransactionRunOnceEach() throws Exception {
        transaction.begin();
        List<TaskHandle<@Nullable Void>> handles = tasks.enqueueAll(
                Collections.nCopies(MANY, tasks.call(DeliveryTasks::noop).label("batch", "many")));
        transaction.commit();

        await("all tasks")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> batch("state = 'SUCCESS'") == MANY);
        assertThat(handles).extracting(TaskHandle::id).doesNotHaveDuplicates().hasSize(MANY);
        assertThat(batch("attempt <> 1 OR state <> 'SUCCESS'")).isZero();
    }

    private long batch(String condition) throws Exception {
        return sql.count("SELECT COUNT(*) FROM caraway_task WHERE CAST(labels AS VARCHAR) LIKE '%many%' AND ("
                + condition + ")");
    }

    private long effectsOf(TaskHandle<?> handle) throws Exception {
        return sql.count(
                "SELECT COUNT(*) FROM effect WHERE task = ?", handle.id().toString());
    }
}
