package org.caraway.internal.store.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.caraway.test.StoreUnderTest.ERROR;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.caraway.NoSuchTaskException;
import org.caraway.RevokeMode;
import org.caraway.RevokeOutcome;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.admin.TaskQuery;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.complete.CompletionResult;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.FinishedTask;
import org.caraway.internal.store.model.Revocation;
import org.caraway.internal.store.recover.FoundRevocations;
import org.caraway.internal.store.recover.ReleaseResult;
import org.caraway.internal.store.recover.RescueResult;
import org.caraway.internal.store.workflow.Advance;
import org.caraway.test.EachDatabase;
import org.caraway.test.Isolation;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.OperatedStore;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Revoking tasks. */
@EachDatabase(isolation = {Isolation.READ_COMMITTED, Isolation.REPEATABLE_READ, Isolation.SERIALIZABLE})
class RevocationTest {

    private final OperatedStore bench;

    RevocationTest(MigratedDatabase database) throws SQLException {
        bench = new OperatedStore(database.dataSource());
    }

    @Nested
    class RevokingWhatNobodyHolds {

        @Test
        void aPendingTaskIsRevokedAtOnceAndNamesItsRevoker() throws SQLException {
            UUID id = bench.tasks.insert(1).get(0);

            RevokeResult result = bench.admin.revocations().revoke(id, RevokeMode.COOPERATIVE, OperatedStore.NOTE);

            assertThat(result.outcome()).isEqualTo(RevokeOutcome.REVOKED);
            assertThat(result.ended())
                    .isNotNull()
                    .extracting(FinishedTask::revokedBy)
                    .isEqualTo("olga");
            assertThat(bench.tasks.view(id).state()).isEqualTo(TaskState.REVOKED);
            assertThat(bench.tasks.view(id).finishedAt()).isNotNull();
            assertThat(bench.tasks.count("SELECT COUNT(*) FROM caraway_finished WHERE revoked_by = 'olga'"))
                    .isEqualTo(1);
            assertThat(bench.tasks.count("SELECT COUNT(*) FROM caraway_active")).isZero();
            assertThat(bench.tasks.count("SELECT tasks FROM caraway_audit WHERE action = 'test' AND actor = 'olga'"))
                    .isEqualTo(1);
        }

        @Test
        void delayedRetryingAndWaitingTasksAreOverAtOnceToo() throws SQLException {
            UUID delayed = bench.insert(task -> task.delay(Duration.ofDays(1)));
            ClaimedTask retrying = bench.tasks.started();
            bench.tasks.store().completions().complete(List.of(again(retrying)));
            UUID waiting = bench.insert(task -> task);
            bench.tasks.execute("UPDATE caraway_active SET state = 'WAITING' WHERE id = '" + waiting + "'");

            for (UUID id : List.of(delayed, retrying.id(), waiting)) {
                assertThat(bench.revoke(id)).isEqualTo(RevokeOutcome.REVOKED);
                assertThat(bench.tasks.view(id).state()).isEqualTo(TaskState.REVOKED);
            }
            assertThat(bench.tasks.claim(10)).isEmpty();
            assertThat(bench.tasks.view(retrying.id()).error()).isEqualTo(ERROR);
        }

        @Test
        void aFinishedTaskStaysAsItIsAndIsNotReportedTwice() throws SQLException {
            UUID id = bench.tasks.insert(1).get(0);
            bench.revoke(id);

            assertThat(bench.revoke(id)).isEqualTo(RevokeOutcome.OVER);
            assertThat(bench.tasks.count("SELECT COUNT(*) FROM caraway_audit")).isEqualTo(1);
        }

        @Test
        void anUnknownTaskIsNoTask() {
            UUID id = UUID.randomUUID();

            assertThatThrownBy(() -> bench.revoke(id))
                    .isInstanceOf(NoSuchTaskException.class)
                    .hasMessageContaining(id.toString());
        }
    }

    @Nested
    class RevokingWhatAWorkerHolds {

        @Test
        void itsWorkerFindsTheMarkAndAnotherDoesNot() {
            ClaimedTask task = bench.tasks.started();

            assertThat(bench.admin
                            .revocations()
                            .revoke(task.id(), RevokeMode.INTERRUPT, OperatedStore.NOTE)
                            .outcome())
                    .isEqualTo(RevokeOutcome.REQUESTED);

            assertThat(bench.tasks.view(task.id()).state()).isEqualTo(TaskState.STARTED);
            assertThat(bench.tasks.store().revoked().revocations(StoreUnderTest.WORKER))
                    .isEqualTo(new FoundRevocations(
                            List.of(new Revocation(task.id(), 1, RevokeMode.INTERRUPT, "olga")),
                            List.of(),
                            Advance.NONE,
                            false));
            assertThat(bench.tasks.store().revoked().revocations("another").held())
                    .isEmpty();
        }

        @Test
        void anInterruptIsNotTakenBackByAnotherRequest() throws SQLException {
            ClaimedTask task = bench.tasks.started();

            bench.revoke(task.id());
            bench.admin.revocations().revoke(task.id(), RevokeMode.INTERRUPT, OperatedStore.NOTE);
            bench.revoke(task.id());

            assertThat(bench.tasks
                            .store()
                            .revoked()
                            .revocations(StoreUnderTest.WORKER)
                            .held())
                    .extracting(Revocation::mode)
                    .containsExactly(RevokeMode.INTERRUPT);
            assertThat(bench.tasks.count("SELECT COUNT(*) FROM caraway_audit")).isEqualTo(2);
        }

        @Test
        void aSuccessStaysOne() {
            ClaimedTask task = marked();

            assertThat(bench.tasks
                            .store()
                            .completions()
                            .complete(List.of(new AttemptCompletion(task, new Transition.Succeed("1"), null)))
                            .lost())
                    .isEmpty();

            assertThat(bench.tasks.view(task.id()).state()).isEqualTo(TaskState.SUCCESS);
        }

        @Test
        void whatWouldRunAgainOrFailIsRevokedAndItsAttemptKept() throws SQLException {
            ClaimedTask retry = marked();
            ClaimedTask failure = marked();
            ClaimedTask told = marked();
            ClaimedTask other = bench.tasks.started();

            CompletionResult written = bench.tasks
                    .store()
                    .completions()
                    .completeUnlocked(
                            List.of(
                                    again(retry),
                                    new AttemptCompletion(failure, new Transition.Fail(ERROR), null),
                                    new AttemptCompletion(told, new Transition.Revoke(ERROR, "olga"), null),
                                    again(other)),
                            Duration.ZERO);

            assertThat(written)
                    .isEqualTo(
                            new CompletionResult(Set.of(), Set.of(), Set.of(retry.id(), failure.id()), Advance.NONE));
            for (ClaimedTask task : List.of(retry, failure, told)) {
                TaskView view = bench.tasks.view(task.id());
                assertThat(view.state()).isEqualTo(TaskState.REVOKED);
                assertThat(view.error()).isEqualTo(ERROR);
            }
            assertThat(bench.tasks.view(other.id()).state()).isEqualTo(TaskState.RETRY);
            assertThat(bench.tasks.count("SELECT COUNT(*) FROM caraway_attempt WHERE outcome = 'REVOKED'"))
                    .isEqualTo(3);
        }

        @Test
        void aFormerTokenStaysLost() {
            ClaimedTask former = bench.tasks.started();
            bench.tasks.store().completions().complete(List.of(again(former)));
            ClaimedTask now = bench.tasks.claim(1).get(0);
            bench.revoke(now.id());

            assertThat(bench.tasks
                            .store()
                            .completions()
                            .complete(List.of(again(former)))
                            .lost())
                    .containsExactly(former.id());

            assertThat(bench.tasks.view(now.id()).state()).isEqualTo(TaskState.STARTED);
        }

        @Test
        void aMarkedTaskThatHasNotStartedIsRevokedWhenItIsReleased() throws SQLException {
            ClaimedTask task = marked();
            ClaimedTask other = bench.tasks.started();

            List<FinishedTask> ended =
                    bench.tasks.store().releases().release(List.of(task, other)).tasks();

            assertThat(ended).extracting(FinishedTask::id).containsExactly(task.id());
            assertThat(bench.tasks.view(task.id()).state()).isEqualTo(TaskState.REVOKED);
            assertThat(bench.tasks.view(task.id()).attempt()).isZero();
            assertThat(bench.tasks.view(task.id()).workerId()).isNull();
            assertThat(bench.tasks.view(other.id()).state()).isEqualTo(TaskState.PENDING);
            assertThat(bench.tasks.count("SELECT COUNT(*) FROM caraway_attempt"))
                    .isZero();
        }

        @Test
        void aReleasedMarkedTaskDoesNotRunAgain() {
            ClaimedTask task = marked();

            ReleaseResult given = bench.tasks.store().releases().releaseStarted(List.of(task));
            assertThat(given.released()).isEmpty();
            assertThat(given.revoked()).extracting(FinishedTask::id).containsExactly(task.id());

            assertThat(bench.tasks.view(task.id()).state()).isEqualTo(TaskState.REVOKED);
        }

        @Test
        void theTasksOfALostWorkerDoNotRunAgain() throws SQLException {
            ClaimedTask task = marked();
            ClaimedTask tooOften = marked();
            bench.tasks.execute("UPDATE caraway_active SET deliveries = 5 WHERE id = '" + tooOften.id() + "'");
            bench.tasks.expireLease(StoreUnderTest.WORKER);

            RescueResult rescue = bench.tasks.rescue(Map.of());

            assertThat(rescue.released()).isEmpty();
            assertThat(rescue.failed()).isEmpty();
            assertThat(rescue.revoked()).extracting(FinishedTask::id).containsExactly(task.id());
            assertThat(bench.tasks.view(task.id()).state()).isEqualTo(TaskState.REVOKED);
            assertThat(bench.tasks.view(tooOften.id()).state()).isEqualTo(TaskState.REVOKED);
            assertThat(bench.tasks.count("SELECT COUNT(*) FROM caraway_attempt WHERE outcome = 'LOST'"))
                    .isEqualTo(2);
        }

        @Test
        void aMarkedTaskThatIsNotClaimedStaysSoAndAnyWorkerFindsIt() throws SQLException {
            UUID id = bench.tasks.insert(1).get(0);
            bench.tasks.execute("UPDATE caraway_active SET revoke_mode = 'COOPERATIVE', revoked_by = 'sql'");

            assertThat(bench.tasks.claim(1)).isEmpty();
            FoundRevocations found = bench.tasks.store().revoked().revocations("any");

            assertThat(found.ended()).extracting(FinishedTask::revokedBy).containsExactly("sql");
            assertThat(bench.tasks.view(id).state()).isEqualTo(TaskState.REVOKED);
        }

        @Test
        void oneThatCannotBeMovedKeepsNoOtherFromIt() throws SQLException {
            List<UUID> ids = bench.tasks.insert(2);
            bench.tasks.finishTwin(ids.get(0));
            bench.tasks.execute("UPDATE caraway_active SET revoke_mode = 'COOPERATIVE'");

            assertThat(bench.tasks.store().revoked().revocations("any").ended())
                    .extracting(FinishedTask::id)
                    .containsExactly(ids.get(1));
        }

        private ClaimedTask marked() {
            ClaimedTask task = bench.tasks.started();
            assertThat(bench.revoke(task.id())).isEqualTo(RevokeOutcome.REQUESTED);
            return task;
        }
    }

    @Nested
    class WhatStandsInBothTables {

        @Test
        void isPassedOverWhenManyAreRevoked() throws SQLException {
            List<UUID> ids = bench.tasks.insert(2);
            bench.tasks.finishTwin(ids.get(0));

            BatchResult revoked = bench.admin
                    .revocations()
                    .revokeSome(TaskQuery.all(), RevokeMode.COOPERATIVE, OperatedStore.NOTE, TaskSearch.BEFORE_ALL, 10);

            assertThat(revoked.ended()).extracting(FinishedTask::id).containsExactly(ids.get(1));
            assertThat(bench.revoke(ids.get(0))).isEqualTo(RevokeOutcome.OVER);
        }

        @Test
        void isSkippedWhenManyAreRequeued() throws SQLException {
            UUID live = bench.tasks.insert(1).get(0);
            bench.tasks.finishTwin(live);
            bench.tasks.finishTwin(UUID.randomUUID());

            BatchResult requeued =
                    bench.admin.requeues().requeueSome(TaskQuery.all(), OperatedStore.NOTE, TaskSearch.BEFORE_ALL, 10);

            assertThat(requeued.changed()).isEqualTo(1);
            assertThat(bench.doubles()).isEqualTo(1);
            assertThat(bench.admin.requeues().requeue(live, null, Set.of(TaskState.FAILURE), OperatedStore.NOTE))
                    .isEmpty();
        }
    }

    @Nested
    class RevokingMany {

        @Test
        void aBatchRevokesTheTasksOfTheQueryAndCountsEachOnce() throws SQLException {
            UUID root = bench.insert(task -> task.labels(Map.of("campaign", "summer")));
            UUID child = bench.insert(task -> task.below(root, root));
            UUID other = bench.insert(task -> task.labels(Map.of("campaign", "winter")));
            ClaimedTask held = bench.tasks.claim(10).stream()
                    .filter(task -> task.id().equals(child))
                    .findFirst()
                    .orElseThrow();

            BatchResult tree = some(TaskQuery.all().root(root));
            BatchResult again = some(TaskQuery.all().root(root));
            BatchResult labelled = some(TaskQuery.all().label("campaign", "winter"));

            assertThat(tree.changed()).isEqualTo(2);
            assertThat(again.changed()).isZero();
            assertThat(labelled.changed()).isEqualTo(1);
            assertThat(bench.tasks
                            .store()
                            .revoked()
                            .revocations(StoreUnderTest.WORKER)
                            .held())
                    .extracting(Revocation::id)
                    .containsExactlyInAnyOrder(root, held.id(), other);
        }

        @Test
        void batchesGoOnWhereTheLastOneEnded() throws SQLException {
            bench.tasks.insert(5);

            BatchResult first = bench.admin
                    .revocations()
                    .revokeSome(TaskQuery.all(), RevokeMode.COOPERATIVE, OperatedStore.NOTE, TaskSearch.BEFORE_ALL, 3);
            BatchResult second = bench.admin
                    .revocations()
                    .revokeSome(
                            TaskQuery.all(),
                            RevokeMode.COOPERATIVE,
                            OperatedStore.NOTE,
                            first.next().orElseThrow(),
                            3);

            assertThat(first.changed()).isEqualTo(3);
            assertThat(second.changed()).isEqualTo(2);
            assertThat(second.next()).isEmpty();
            assertThat(bench.finished("REVOKED")).isEqualTo(5);
            assertThat(bench.tasks.count("SELECT SUM(tasks) FROM caraway_audit"))
                    .isEqualTo(5);
        }

        private BatchResult some(TaskQuery query) {
            return bench.admin
                    .revocations()
                    .revokeSome(query, RevokeMode.COOPERATIVE, OperatedStore.NOTE, TaskSearch.BEFORE_ALL, 100);
        }
    }

    private static AttemptCompletion again(ClaimedTask task) {
        return new AttemptCompletion(task, new Transition.Retry(Duration.ZERO, ERROR), null);
    }
}
