package org.caraway.internal.store.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.caraway.CallOptions;
import org.caraway.TaskState;
import org.caraway.admin.WorkerOrder;
import org.caraway.internal.store.model.FinishedTask;
import org.caraway.internal.store.recover.ReleaseResult;
import org.caraway.internal.store.recover.RescueResult;
import org.caraway.internal.store.worker.Unclaimable;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Tasks for one node or one worker. */
@EachDatabase
class NodeTaskTest {

    private static final String GONE = "gone-1a2b3";
    private static final String OF_GONE = CallOptions.queueOfWorker(GONE);

    private final StoreUnderTest bench;

    NodeTaskTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Nested
    class DueTasks {

        @Test
        void theNextDueTaskOfEachQueueIsFound() {
            insert("@here", null);
            insert("@here", Duration.ofHours(1));
            insert("@worker:here-1", Duration.ofHours(2));
            insert("@there", null);

            Map<String, Duration> next = bench.store()
                    .nodeTasks()
                    .untilNextDue(Set.of("@here", "@worker:here-1", "@empty"), Set.of(StoreUnderTest.NAME));

            assertThat(next).containsOnlyKeys("@here", "@worker:here-1");
            assertThat(next)
                    .hasEntrySatisfying("@here", until -> assertThat(until).isLessThanOrEqualTo(Duration.ZERO))
                    .hasEntrySatisfying("@worker:here-1", until -> assertThat(until.toMinutes())
                            .isCloseTo(120, within(5L)));
        }

        @Test
        void unknownNamesAndStartedTasksAreLeftOut() {
            bench.started();
            insert("@here", null);

            assertThat(bench.store().nodeTasks().untilNextDue(Set.of("@here"), Set.of("Other.name")))
                    .isEmpty();
            assertThat(bench.store()
                            .nodeTasks()
                            .untilNextDue(Set.of(StoreUnderTest.QUEUE), Set.of(StoreUnderTest.NAME)))
                    .isEmpty();
        }
    }

    @Nested
    class AfterTheirWorker {

        @Test
        void whatWaitsForItExpiresWhenItSignsOff() throws SQLException {
            register(GONE, Map.of(OF_GONE, 1));
            UUID waiting = insert(OF_GONE, null);
            UUID later = insert(OF_GONE, Duration.ofHours(1));
            UUID started = insert(OF_GONE, null);
            bench.execute("UPDATE caraway_active SET state = 'STARTED', attempt = 1, worker_id = '" + GONE
                    + "' WHERE id = '" + started + "'");
            UUID otherwise = insert(StoreUnderTest.QUEUE, null);

            ReleaseResult given = bench.store().releases().releaseAll(GONE);

            assertThat(given.expired()).extracting(FinishedTask::id).containsExactlyInAnyOrder(waiting, later, started);
            assertThat(List.of(waiting, later, started))
                    .extracting(id -> bench.view(id).state())
                    .containsOnly(TaskState.EXPIRED);
            assertThat(bench.view(waiting).error()).satisfies(error -> assertThat(error.message())
                    .isEqualTo("The task was for one worker only, and that worker is gone"));
            assertThat(bench.view(waiting).finishedAt())
                    .isCloseTo(bench.view(waiting).createdAt(), within(5, ChronoUnit.MINUTES));
            assertThat(bench.view(otherwise).state()).isEqualTo(TaskState.PENDING);
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_active")).isEqualTo(1);
        }

        @Test
        void whatWaitsForItExpiresWhenItIsLost() throws SQLException {
            register(GONE, Map.of(OF_GONE, 1));
            UUID waiting = insert(OF_GONE, null);
            UUID ofLiving = insert(CallOptions.queueOfWorker(StoreUnderTest.WORKER), null);
            bench.expireLease(GONE);

            RescueResult rescue = bench.rescue(Map.of());

            assertThat(rescue.expired()).extracting(FinishedTask::id).containsExactly(waiting);
            assertThat(bench.view(waiting).state()).isEqualTo(TaskState.EXPIRED);
            assertThat(bench.view(ofLiving).state()).isEqualTo(TaskState.PENDING);
        }

        @Test
        void whatWasCommittedTooLateIsSweptUp() {
            UUID waiting = insert(OF_GONE, null);
            UUID ofLiving = insert(CallOptions.queueOfWorker(StoreUnderTest.WORKER), null);
            UUID ofNode = insert("@" + GONE, null);

            RescueResult swept = bench.store().rescues().sweep(Map.of());

            assertThat(swept.expired()).extracting(FinishedTask::id).containsExactly(waiting);
            assertThat(bench.view(waiting).state()).isEqualTo(TaskState.EXPIRED);
            assertThat(bench.view(ofLiving).state()).isEqualTo(TaskState.PENDING);
            assertThat(bench.view(ofNode).state()).isEqualTo(TaskState.PENDING);
        }

        @Test
        void anIdThatIsUsedAlreadyKeepsNoOtherFromExpiring() throws SQLException {
            UUID twice = bench.started().id();
            bench.finishTwin(twice);
            bench.execute("UPDATE caraway_active SET state = 'PENDING', worker_id = NULL, queue = '" + OF_GONE + "'");
            UUID waiting = insert(OF_GONE, null);

            RescueResult swept = bench.store().rescues().sweep(Map.of());

            assertThat(swept.expired()).extracting(FinishedTask::id).containsExactly(waiting);
            assertThat(bench.view(waiting).state()).isEqualTo(TaskState.EXPIRED);
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_active WHERE id = '" + twice + "'"))
                    .isEqualTo(1);
        }

        @Test
        void theyAreNotReportedAsUnclaimable() {
            insert(OF_GONE, null);
            insert("@away", null);

            assertThat(bench.store().unclaimable().unclaimable())
                    .extracting(Unclaimable::queue)
                    .containsExactly("@away");
        }
    }

    private void register(String worker, Map<String, Integer> queues) {
        bench.store()
                .workers()
                .register(worker, "host", queues, Set.of(StoreUnderTest.NAME), StoreUnderTest.LEASE, WorkerOrder.WORK);
    }

    private UUID insert(String queue, @Nullable Duration delay) {
        UUID id = UUID.randomUUID();
        bench.store().inserts().insert(List.of(StoreUnderTest.task(id, StoreUnderTest.NAME, queue, 4, delay)));
        return id;
    }
}
