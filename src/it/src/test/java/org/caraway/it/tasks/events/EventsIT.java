package org.caraway.it.tasks.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.caraway.TaskCall;
import org.caraway.TaskFailedException;
import org.caraway.TaskHandle;
import org.caraway.TaskQueue;
import org.caraway.TaskVetoedException;
import org.caraway.admin.TaskChange;
import org.caraway.admin.TaskFeed;
import org.caraway.it.harness.TestWar;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** Events that observers of the application receive about tasks. */
@ArquillianTest
class EventsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskQueue tasks;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private EventTasks events;

    @Inject
    @SuppressWarnings("NullAway.Init") // injected
    private TaskFeed feed;

    @Deployment
    static WebArchive application() {
        return TestWar.of("events", "", EventTasks.class);
    }

    @Test
    void everyStepOfATaskIsToldInOrderAndLaterToAsynchronousObservers() {
        TaskHandle<String> task = tasks.enqueue(EventTasks::greet, "Ada");

        assertThat(task.await(PATIENCE)).isEqualTo("Hello Ada");

        awaitNotes(task.id(), "Enqueued 0", "Committed", "Started 1", "Progressed 1", "Succeeded 1", "later");
    }

    @Test
    void anObserverAfterSuccessWaitsForTheCallersCommit() {
        UUID id = events.enqueueAndCommit();

        awaitNotes(id, "Enqueued 0", "Committed", "Started 1", "Progressed 1", "Succeeded 1", "later");
    }

    @Test
    void aRolledBackEnqueueingIsNotCommitted() {
        List<UUID> id = new ArrayList<>();

        assertThatThrownBy(() -> events.enqueueAndFail(id)).isInstanceOf(IllegalStateException.class);

        assertThat(events.notes(id.get(0))).containsExactly("Enqueued 0");
    }

    @Test
    void aRetryIsReportedWithItsReason() {
        TaskHandle<Integer> task = tasks.enqueue(EventTasks::secondTime);

        assertThat(task.await(PATIENCE)).isEqualTo(2);

        awaitNotes(task.id(), "Enqueued 0", "Committed", "Started 1", "Retried 1 cut off", "Started 2", "Succeeded 2");
    }

    @Test
    void aFailureIsReportedWithItsReason() {
        TaskHandle<?> task = tasks.enqueue(EventTasks::fail);

        assertThatThrownBy(() -> task.await(PATIENCE)).isInstanceOf(TaskFailedException.class);

        awaitNotes(task.id(), "Enqueued 0", "Committed", "Started 1", "Failed 1 on purpose");
    }

    @Test
    void anObserverThatFailsDoesNotHarmTheTask() {
        assertThat(tasks.enqueue(EventTasks::inTransaction).await(PATIENCE)).isEqualTo("done");
    }

    @Test
    void anObserverOfTheEnqueueingGivesHeadersAndVetoes() {
        assertThat(tasks.enqueue(EventTasks::checked).await(PATIENCE)).isEqualTo("the gate");

        TaskCall<?> refused = tasks.call(EventTasks::fail).label("refused", "yes");
        assertThatThrownBy(() -> tasks.enqueue(refused))
                .isInstanceOf(TaskVetoedException.class)
                .hasMessageContaining("it is labelled so");
    }

    @Test
    void aSubscriberReceivesCommittedChangesOnly() {
        List<TaskChange> changes = new CopyOnWriteArrayList<>();
        List<UUID> rolledBack = new ArrayList<>();
        try (TaskFeed.Subscription following = feed.subscribe(null, changes::addAll)) {
            assertThatThrownBy(() -> events.enqueueAndFail(rolledBack)).isInstanceOf(IllegalStateException.class);
            UUID id = events.enqueueAndCommit();

            await("what is told of " + id).atMost(PATIENCE).untilAsserted(() -> assertThat(changes)
                    .filteredOn(change -> change.id().equals(id))
                    .extracting(TaskChange::kind)
                    .filteredOn(kind -> kind != TaskChange.Kind.PROGRESS) // not told any more once the task is over
                    .containsExactlyInAnyOrder(
                            TaskChange.Kind.ENQUEUED, TaskChange.Kind.STARTED, TaskChange.Kind.SUCCEEDED));
            assertThat(changes).extracting(TaskChange::id).doesNotContainAnyElementsOf(rolledBack);
            assertThat(following).isNotNull();
        }
    }

    @Test
    void theWorkerIsOnline() {
        await("the worker's note").atMost(PATIENCE).untilAsserted(() -> assertThat(events.workerNotes())
                .containsExactly("Online"));
    }

    private void awaitNotes(UUID id, String... lines) {
        await("the notes of " + id).atMost(PATIENCE).untilAsserted(() -> assertThat(events.notes(id))
                .containsExactlyInAnyOrder(lines));
    }
}
