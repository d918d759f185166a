package org.caraway.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.caraway.NoSuchTaskException;
import org.caraway.RevokeOutcome;
import org.caraway.TaskError;
import org.caraway.TaskNotUniqueException;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.UniqueKey;
import org.caraway.admin.AuditEntry;
import org.caraway.admin.DefinitionSettings;
import org.caraway.admin.NameStats;
import org.caraway.admin.QueueSettings;
import org.caraway.admin.QueueStats;
import org.caraway.admin.TaskQuery;
import org.caraway.admin.WorkerInfo;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.admin.BatchResult;
import org.caraway.internal.store.admin.Requeues;
import org.caraway.internal.store.admin.TaskSearch;
import org.caraway.internal.store.audit.AuditNote;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.worker.Unclaimable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What every database must do for operators; run by a subclass for each. */
abstract class AdminStoreConformance extends LoadConformance {

    private static final Set<TaskState> UNSUCCESSFUL = Set.of(TaskState.FAILURE, TaskState.REVOKED, TaskState.EXPIRED);

    @RepeatedTest(3)
    void eachTaskEndsOnceHoweverManyRevokeWhileWorkersAreAtIt() throws Exception {
        Map<UUID, RevokeOutcome> outcomes = new RevokeRace(bench, 300).run();

        assertThat(outcomes).hasSize(300);
        assertThat(bench.doubles()).isZero();
        assertThat(bench.tasks.count("SELECT COUNT(*) FROM caraway_active")).isZero();
        assertThat(bench.tasks.count("SELECT COUNT(*) FROM caraway_finished")).isEqualTo(300);
        outcomes.forEach((id, outcome) -> {
            TaskState state = bench.tasks.view(id).state();
            switch (outcome) {
                case REVOKED -> assertThat(state).isEqualTo(TaskState.REVOKED);
                case ASKED -> assertThat(state).isIn(TaskState.REVOKED, TaskState.SUCCESS);
                case OVER -> assertThat(state).isIn(TaskState.SUCCESS, TaskState.FAILURE);
            }
        });
    }

    @Nested
    class PuttingBack {

        @Test
        void aFailedTaskRunsUnderItsIdWithAllItsRetriesAndACountThatGoesOn() throws SQLException {
            ClaimedTask task = bench.tasks.started();
            bench.tasks.store().completions().complete(List.of(again(task)));
            ClaimedTask second = bench.tasks.claim(1).get(0);
            bench.tasks.store().completions().complete(List.of(failed(second)));

            assertThat(requeue(task.id())).contains(StoreUnderTest.QUEUE);

            TaskView view = bench.tasks.view(task.id());
            assertThat(view.state()).isEqualTo(TaskState.PENDING);
            assertThat(view.retries()).isZero();
            assertThat(view.error()).isNull();
            assertThat(view.finishedAt()).isNull();
            assertThat(bench.doubles()).isZero();
            ClaimedTask third = bench.tasks.claim(1).get(0);
            assertThat(third.attempt()).isEqualTo(3);
            assertThat(bench.tasks.store().completions().complete(List.of(failed(third))))
                    .isEmpty();
            assertThat(bench.tasks.count("SELECT COUNT(*) FROM caraway_attempt"))
                    .isEqualTo(3);
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
                    .complete(List.of(new AttemptCompletion(task, new Transition.Succeed(null), null)));

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

            bench.admin
                    .requeues()
                    .requeue(id, new Requeues.NewArguments("[2]", "acme"), UNSUCCESSFUL, OperatedStore.NOTE);

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
        void manyArePutBackButNoSuccess() throws SQLException {
            bench.tasks.insert(4);
            List<ClaimedTask> claimed = bench.tasks.claim(4);
            bench.tasks
                    .store()
                    .completions()
                    .complete(claimed.subList(0, 3).stream().map(this::failed).toList());
            bench.tasks
                    .store()
                    .completions()
                    .complete(List.of(new AttemptCompletion(claimed.get(3), new Transition.Succeed(null), null)));

            BatchResult result =
                    bench.admin.requeues().requeueSome(TaskQuery.all(), OperatedStore.NOTE, TaskSearch.BEFORE_ALL, 10);

            assertThat(result.changed()).isEqualTo(3);
            assertThat(result.queues()).containsExactly(StoreUnderTest.QUEUE);
            assertThat(bench.finished("SUCCESS")).isEqualTo(1);
            assertThat(bench.tasks.claim(10)).hasSize(3);
        }

        private Optional<String> requeue(UUID id) {
            return bench.admin.requeues().requeue(id, null, UNSUCCESSFUL, OperatedStore.NOTE);
        }

        private AttemptCompletion failed(ClaimedTask task) {
            return new AttemptCompletion(task, new Transition.Fail(new TaskError("Boom", "bang", "")), null);
        }
    }

    @Nested
    class Operating {

        @Test
        void tasksThatNobodyHoldsAreMoved() {
            ClaimedTask held = bench.tasks.started();
            UUID free = bench.tasks.insert(1).get(0);

            BatchResult moved = bench.admin
                    .moves()
                    .moveSome(TaskQuery.all().queue("default"), "slow", OperatedStore.NOTE, TaskSearch.BEFORE_ALL, 10);

            assertThat(moved.changed()).isEqualTo(1);
            assertThat(moved.queues()).containsExactly("slow");
            assertThat(bench.tasks.view(free).queue()).isEqualTo("slow");
            assertThat(bench.tasks.view(held.id()).queue()).isEqualTo("default");
        }

        @Test
        void queuesAreCounted() throws SQLException {
            bench.tasks.insert(3);
            bench.insert(task -> task.delay(Duration.ofDays(1)));
            bench.insert(task -> task.queue("orphan"));
            bench.tasks.claim(1);
            bench.tasks.execute("UPDATE caraway_active SET run_at = run_at - INTERVAL '1' HOUR WHERE queue = 'orphan'");
            bench.admin
                    .settingChanges()
                    .changeQueue(
                            "idle",
                            now -> new QueueSettings("idle", true, null, null, null, null, null),
                            OperatedStore.NOTE);

            List<QueueStats> queues = bench.admin.queueReports().queues();

            assertThat(queues).extracting(QueueStats::queue).containsExactly("default", "idle", "orphan");
            QueueStats busy = queues.get(0);
            assertThat(List.of(busy.pending(), busy.due(), busy.delayed(), busy.started()))
                    .containsExactly(3L, 2L, 1L, 1L);
            assertThat(List.of(busy.workers(), busy.slots())).containsExactly(1, 4);
            assertThat(queues.get(1).paused()).isTrue();
            assertThat(queues.get(1).backlogAge()).isEmpty();
            assertThat(queues.get(2).backlogAge()).hasValueSatisfying(age -> assertThat(age)
                    .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61)));
            assertThat(queues.get(2).workers()).isZero();
        }

        @Test
        void workersAreListedWithWhatTheyHold() throws SQLException {
            bench.tasks.insert(6);
            bench.tasks.claim(6);
            bench.tasks.register("worker-2");
            bench.tasks.expireLease("worker-2");

            List<WorkerInfo> workers = bench.admin.workerReports().workers();

            assertThat(workers).filteredOn(WorkerInfo::alive).singleElement().satisfies(alive -> {
                assertThat(alive.id()).isEqualTo(StoreUnderTest.WORKER);
                assertThat(alive.host()).isEqualTo("host");
                assertThat(alive.names()).containsExactly(StoreUnderTest.NAME);
                assertThat(alive.queues()).isEqualTo(Map.of("default", new WorkerInfo.Service(4, 6)));
            });
            assertThat(new WorkerInfo.Service(4, 6).reserved()).isEqualTo(2);
            assertThat(workers)
                    .filteredOn(worker -> !worker.alive())
                    .extracting(WorkerInfo::id)
                    .containsExactly("worker-2");
        }

        @Test
        void endsAreCountedByNameAndState() throws SQLException {
            bench.tasks.insert(3);
            List<ClaimedTask> claimed = bench.tasks.claim(3);
            bench.tasks
                    .store()
                    .completions()
                    .complete(claimed.stream()
                            .map(task -> new AttemptCompletion(task, new Transition.Succeed(null), null))
                            .toList());
            bench.tasks.execute("UPDATE caraway_finished SET started_at = finished_at - INTERVAL '10' SECOND");

            assertThat(bench.admin.workerReports().outcomes(Instant.EPOCH))
                    .containsExactly(new NameStats(StoreUnderTest.NAME, TaskState.SUCCESS, 3, Duration.ofSeconds(10)));
            assertThat(bench.admin.workerReports().outcomes(Instant.parse("2100-01-01T00:00:00Z")))
                    .isEmpty();
        }

        @Test
        void settingsStayUntilTheyAreChangedAgainAndSayByWhom() throws SQLException {
            bench.admin
                    .settingChanges()
                    .changeQueue(
                            "mail", now -> new QueueSettings("mail", true, 3, 100, 8, null, null), OperatedStore.NOTE);
            bench.admin
                    .settingChanges()
                    .changeQueue(
                            "mail",
                            now -> new QueueSettings("mail", false, now.maxConcurrent(), null, now.slots(), null, null),
                            OperatedStore.NOTE);
            Duration soft = Duration.ofMillis(1500);
            bench.admin
                    .settingChanges()
                    .changeDefinition(
                            "Mail.send",
                            now -> new DefinitionSettings("Mail.send", true, "10/m", "3", soft, null, null, null),
                            OperatedStore.NOTE);

            QueueSettings queue = bench.admin.settingChanges().queueSettings("mail");
            assertThat(queue).isEqualTo(new QueueSettings("mail", false, 3, null, 8, queue.changedAt(), "olga"));
            DefinitionSettings definition = bench.admin.settingChanges().definitionSettings("Mail.send");
            assertThat(definition)
                    .isEqualTo(new DefinitionSettings(
                            "Mail.send", true, "10/m", "3", soft, null, definition.changedAt(), "olga"));
            assertThat(definition.changedAt()).isNotNull();
            assertThat(bench.admin.settingChanges().queueSettings("other")).isEqualTo(QueueSettings.none("other"));
            assertThat(bench.admin.settingChanges().definitionSettings("other"))
                    .isEqualTo(DefinitionSettings.none("other"));
        }

        @Test
        void theAuditIsReadNewestFirst() {
            bench.revoke(bench.tasks.insert(1).get(0));
            bench.admin
                    .settingChanges()
                    .changeQueue("mail", now -> now, new AuditNote(null, "touch", "mail", "x".repeat(5_000)));

            assertThat(bench.admin.audit().latest(10))
                    .extracting(AuditEntry::action)
                    .containsExactly("touch", "test");
            assertThat(bench.admin.audit().latest(1)).singleElement().satisfies(entry -> {
                assertThat(entry.actor()).isNull();
                assertThat(entry.detail()).hasSize(4_000);
            });
        }

        @Test
        void unclaimableTasksAreCounted() {
            bench.insert(task -> task.queue("nobody"));

            assertThat(bench.admin.unclaimable().unclaimable()).singleElement().satisfies(group -> {
                assertThat(group.queue()).isEqualTo("nobody");
                assertThat(group.lacking()).isEqualTo(Unclaimable.Lacking.QUEUE);
            });
        }
    }
}
