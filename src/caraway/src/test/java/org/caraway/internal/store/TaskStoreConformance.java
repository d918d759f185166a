package org.caraway.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.caraway.CarawayException;
import org.caraway.Progress;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.AttemptReport;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.NewTask;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What every database must do with tasks; run by a subclass for each. */
abstract class TaskStoreConformance extends BulkInsertConformance {

    @Nested
    class Inserting {

        @Test
        void whatWasInsertedIsFoundAsItWas() {
            UUID root = UUID.randomUUID();
            UUID parent = UUID.randomUUID();
            Map<String, String> headers = Map.of("tenant", "größe \"x\"", "empty", "");
            NewTask task = NewTask.of(UUID.randomUUID(), "Reports.render")
                    .queue("reports")
                    .priority(7)
                    .startAt(Instant.parse("2030-01-02T03:04:05.678901Z"))
                    .arguments("[1, \"ü\\u0000\", {\"a\": null}]")
                    .headers(headers)
                    .labels(Map.of("customer", "42"))
                    .below(root, parent)
                    .createdBy("alice")
                    .context("{\"locale\": \"de-AT\"}")
                    .build();

            bench.store().inserts().insert(List.of(task));

            TaskView found = bench.view(task.id());
            assertThat(found.name()).isEqualTo("Reports.render");
            assertThat(found.queue()).isEqualTo("reports");
            assertThat(found.state()).isEqualTo(TaskState.PENDING);
            assertThat(found.priority()).isEqualTo(7);
            assertThat(found.runAt()).isEqualTo(Instant.parse("2030-01-02T03:04:05.678901Z"));
            assertThat(found.arguments()).isEqualTo("[1, \"ü\\u0000\", {\"a\": null}]");
            assertThat(found.headers()).isEqualTo(headers);
            assertThat(found.labels()).isEqualTo(Map.of("customer", "42"));
            assertThat(found.rootId()).isEqualTo(root);
            assertThat(found.parentId()).isEqualTo(parent);
            assertThat(found.createdBy()).isEqualTo("alice");
            assertThat(found.attempt()).isZero();
        }

        @Test
        void theClaimGivesTheCallerAndTheContextAsTheyWere() {
            String context = "{\"locale\": \"de-AT\", \"tenant\": {\"version\": 2, \"value\": \"größe\\u0000\"}}";
            bench.store()
                    .inserts()
                    .insert(List.of(NewTask.of(UUID.randomUUID(), StoreUnderTest.NAME)
                            .createdBy("ali\"ce ü")
                            .context(context)
                            .build()));

            ClaimedTask claimed = bench.claim(1).get(0);

            assertThat(claimed.createdBy()).isEqualTo("ali\"ce ü");
            assertThat(claimed.context()).isEqualTo(context);
        }

        @Test
        void aTaskOfNobodyWithNothingHasNeither() {
            bench.insert(1);

            ClaimedTask claimed = bench.claim(1).get(0);

            assertThat(claimed.createdBy()).isNull();
            assertThat(claimed.context()).isNull();
        }

        @Test
        void aMegabyteOfArgumentsComesBack() {
            String arguments = "[\"" + "x".repeat(1_000_000) + "\"]";
            NewTask task = NewTask.of(UUID.randomUUID(), StoreUnderTest.NAME)
                    .arguments(arguments)
                    .build();

            bench.store().inserts().insert(List.of(task));

            assertThat(bench.claim(1).get(0).arguments()).isEqualTo(arguments);
        }

        @Test
        void aDelayCountsFromTheInsertByTheDatabasesClock() {
            NewTask task = StoreUnderTest.task(
                    UUID.randomUUID(), StoreUnderTest.NAME, StoreUnderTest.QUEUE, 4, Duration.ofMillis(90_500));

            bench.store().inserts().insert(List.of(task));

            TaskView found = bench.view(task.id());
            assertThat(Duration.between(found.createdAt(), found.runAt()))
                    .isBetween(Duration.ofMillis(90_500), Duration.ofMillis(120_000));
        }

        @Test
        void ofABatchWithATakenIdNothingIsInserted() throws SQLException {
            UUID taken = bench.insert(1).get(0);

            assertThatThrownBy(() -> bench.store()
                            .inserts()
                            .insert(List.of(
                                    StoreUnderTest.task(),
                                    StoreUnderTest.task(taken, StoreUnderTest.NAME, "default", 4, null))))
                    .isInstanceOf(CarawayException.class)
                    .hasMessageStartingWith("The tasks were not enqueued: the database refused it");
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_active")).isEqualTo(1);
        }

        @Test
        void aRowOfNameAndArgumentsIsATask() throws SQLException {
            bench.execute("INSERT INTO caraway_active (name, arguments) VALUES ('Mail.send', '[\"you\"]')");

            List<ClaimedTask> claimed = bench.claim(5);

            assertThat(claimed).hasSize(1);
            assertThat(claimed.get(0).arguments()).isEqualTo("[\"you\"]");
            assertThat(claimed.get(0).headers()).isEmpty();
        }

        @Test
        void aRowThatMakesNoSenseIsRefused() {
            assertRefused("INSERT INTO caraway_active (name, priority) VALUES ('Mail.send', 11)");
            assertRefused("INSERT INTO caraway_active (name, state) VALUES ('Mail.send', 'SUCCESS')");
            assertRefused("INSERT INTO caraway_active (name, state) VALUES ('Mail.send', 'STARTED')");
            assertRefused("INSERT INTO caraway_active (name, arguments) VALUES ('Mail.send', '[1')");
            assertRefused("INSERT INTO caraway_active (name) VALUES ('')");
        }

        private void assertRefused(String sql) {
            assertThatThrownBy(() -> bench.execute(sql)).as(sql).isInstanceOf(SQLException.class);
        }
    }

    @Nested
    class Claiming {

        @Test
        void aClaimStartsTheTask() {
            ClaimedTask claimed = bench.started();

            TaskView found = bench.view(claimed.id());
            assertThat(claimed.attempt()).isEqualTo(1);
            assertThat(found.state()).isEqualTo(TaskState.STARTED);
            assertThat(found.workerId()).isEqualTo(StoreUnderTest.WORKER);
            assertThat(found.attempt()).isEqualTo(1);
            assertThat(found.startedAt()).isNotNull();
        }

        @Test
        void onlyDueTasksOfTheQueueAndOfKnownNamesAreClaimed() {
            UUID due = UUID.randomUUID();
            bench.store()
                    .inserts()
                    .insert(List.of(
                            StoreUnderTest.task(due, StoreUnderTest.NAME, StoreUnderTest.QUEUE, 4, null),
                            StoreUnderTest.task(
                                    UUID.randomUUID(),
                                    StoreUnderTest.NAME,
                                    StoreUnderTest.QUEUE,
                                    9,
                                    Duration.ofHours(1)),
                            StoreUnderTest.task(UUID.randomUUID(), StoreUnderTest.NAME, "other", 4, null),
                            StoreUnderTest.task(UUID.randomUUID(), "Other.task", StoreUnderTest.QUEUE, 4, null)));

            assertThat(bench.claim(10)).extracting(ClaimedTask::id).containsExactly(due);
        }

        @Test
        void theHighestPriorityAndThenTheLongestDueGoesFirst() throws SQLException {
            UUID late = UUID.randomUUID();
            UUID early = UUID.randomUUID();
            UUID high = UUID.randomUUID();
            for (UUID id : List.of(late, early, high)) {
                bench.store()
                        .inserts()
                        .insert(List.of(StoreUnderTest.task(id, StoreUnderTest.NAME, "default", 4, null)));
            }
            bench.execute("UPDATE caraway_active SET run_at = CURRENT_TIMESTAMP - INTERVAL '1' HOUR WHERE id = '"
                    + early + "'");
            bench.execute("UPDATE caraway_active SET priority = 5 WHERE id = '" + high + "'");

            assertThat(bench.claim(2)).extracting(ClaimedTask::id).containsExactly(high, early);
            assertThat(bench.claim(2)).extracting(ClaimedTask::id).containsExactly(late);
        }

        @Test
        void aWorkerWithoutAValidLeaseGetsNothing() throws SQLException {
            bench.insert(1);

            assertThat(bench.claim("stranger", 1)).isEmpty();
            bench.expireLease(StoreUnderTest.WORKER);

            assertThat(bench.claim(1)).isEmpty();
        }

        @Test
        void twoWorkersNeverClaimTheSameTask() throws Exception {
            bench.register("worker-2");
            bench.insert(1_000);
            ExecutorService threads = Executors.newFixedThreadPool(2);
            try {
                Future<List<UUID>> first = threads.submit(claimAll("worker-1"));
                Future<List<UUID>> second = threads.submit(claimAll("worker-2"));

                List<UUID> claimed = new ArrayList<>(first.get());
                claimed.addAll(second.get());
                assertThat(claimed).hasSize(1_000);
                assertThat(new HashSet<>(claimed)).hasSize(1_000);
            } finally {
                threads.shutdownNow();
            }
        }

        /** A claim may come back empty while the other one holds what is left, so the table decides when to end. */
        private Callable<List<UUID>> claimAll(String worker) {
            return () -> {
                List<UUID> ids = new ArrayList<>();
                while (bench.count("SELECT COUNT(*) FROM caraway_active WHERE state = 'PENDING'") > 0) {
                    bench.claim(worker, 7).forEach(task -> ids.add(task.id()));
                }
                return ids;
            };
        }

        @Test
        void theNextDueTaskIsKnown() {
            Set<String> names = Set.of(StoreUnderTest.NAME);
            assertThat(bench.store().claims().untilNextDue(StoreUnderTest.QUEUE, names))
                    .isEmpty();

            bench.store()
                    .inserts()
                    .insert(List.of(StoreUnderTest.task(
                            UUID.randomUUID(), StoreUnderTest.NAME, "default", 2, Duration.ofHours(1))));
            assertThat(bench.store().claims().untilNextDue(StoreUnderTest.QUEUE, names))
                    .hasValueSatisfying(
                            wait -> assertThat(wait).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(60)));
            assertThat(bench.store().claims().untilNextDue(StoreUnderTest.QUEUE, Set.of("Other.task")))
                    .isEmpty();
            assertThat(bench.store().claims().untilNextDue("other", names)).isEmpty();

            bench.insert(1);
            assertThat(bench.store().claims().untilNextDue(StoreUnderTest.QUEUE, names))
                    .hasValueSatisfying(wait -> assertThat(wait).isLessThanOrEqualTo(Duration.ZERO));
        }

        @Test
        void aReleasedTaskIsAsItWasBeforeTheClaim() {
            ClaimedTask claimed = bench.started();

            bench.store().releases().release(List.of(claimed));

            TaskView found = bench.view(claimed.id());
            assertThat(found.state()).isEqualTo(TaskState.PENDING);
            assertThat(found.attempt()).isZero();
            assertThat(found.workerId()).isNull();
            assertThat(bench.claim(1)).extracting(ClaimedTask::id).containsExactly(claimed.id());
        }
    }

    @Nested
    class Ending {

        @Test
        void aSuccessMovesToTheFinishedTasksWithItsResult() throws SQLException {
            ClaimedTask task = bench.started();

            Set<UUID> lost = end(task, new Transition.Succeed("{\"pages\": 3}"));

            TaskView found = bench.view(task.id());
            assertThat(lost).isEmpty();
            assertThat(found.state()).isEqualTo(TaskState.SUCCESS);
            assertThat(found.result()).isEqualTo("{\"pages\": 3}");
            assertThat(found.finishedAt()).isNotNull();
            assertThat(found.workerId()).isEqualTo(StoreUnderTest.WORKER);
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_active")).isZero();
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_attempt")).isZero();
            assertThat(bench.store().reads().finished(Set.of(task.id(), UUID.randomUUID())))
                    .containsExactly(task.id());
        }

        @Test
        void aFailureIsKeptWithItsErrorAndItsAttempt() throws SQLException {
            ClaimedTask task = bench.started();

            end(task, new Transition.Fail(ERROR));

            assertThat(bench.view(task.id()).state()).isEqualTo(TaskState.FAILURE);
            assertThat(bench.view(task.id()).error()).isEqualTo(ERROR);
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_attempt WHERE outcome = 'FAILURE' AND attempt = 1"))
                    .isEqualTo(1);
        }

        @Test
        void aRetryWaitsForItsDelayAndIsCounted() throws SQLException {
            ClaimedTask task = bench.started();

            end(task, new Transition.Retry(Duration.ofHours(1), ERROR));

            TaskView waiting = bench.view(task.id());
            assertThat(waiting.state()).isEqualTo(TaskState.RETRY);
            assertThat(waiting.retries()).isEqualTo(1);
            assertThat(waiting.error()).isEqualTo(ERROR);
            assertThat(waiting.workerId()).isNull();
            assertThat(bench.claim(1)).isEmpty();
            assertThat(bench.count("SELECT COUNT(*) FROM caraway_attempt WHERE outcome = 'RETRY' AND attempt = 1"))
                    .isEqualTo(1);

            bench.execute("UPDATE caraway_active SET run_at = CURRENT_TIMESTAMP");
            assertThat(bench.claim(1)).singleElement().satisfies(again -> assertThat(
                            List.of(again.attempt(), again.retries()))
                    .isEqualTo(List.of(2, 1)));
        }

        @Test
        void ofABatchOnlyTheEndsThatLostTheirTokenAreNotWritten() {
            ClaimedTask success = bench.started();
            ClaimedTask failure = bench.started();
            ClaimedTask retry = bench.started();
            ClaimedTask lost = bench.started();
            bench.store().releases().release(List.of(lost));

            Set<UUID> notWritten = bench.store()
                    .completions()
                    .complete(List.of(
                            new AttemptCompletion(success, new Transition.Succeed("1"), null),
                            new AttemptCompletion(lost, new Transition.Succeed("2"), null),
                            new AttemptCompletion(failure, new Transition.Fail(ERROR), null),
                            new AttemptCompletion(retry, new Transition.Retry(Duration.ZERO, ERROR), null)));

            assertThat(notWritten).containsExactly(lost.id());
            assertThat(bench.view(success.id()).state()).isEqualTo(TaskState.SUCCESS);
            assertThat(bench.view(failure.id()).state()).isEqualTo(TaskState.FAILURE);
            assertThat(bench.view(retry.id()).state()).isEqualTo(TaskState.RETRY);
            assertThat(bench.view(lost.id()).state()).isEqualTo(TaskState.PENDING);
        }

        @Test
        void theLateEndOfALostLeaseIsNotWritten() throws SQLException {
            ClaimedTask late = bench.started();
            bench.expireLease(StoreUnderTest.WORKER);
            bench.rescue(Map.of());
            bench.register("worker-2");
            ClaimedTask taken = bench.claim("worker-2", 1).get(0);

            assertThat(end(late, new Transition.Succeed("\"late\""))).containsExactly(late.id());
            assertThat(end(late, new Transition.Retry(Duration.ZERO, ERROR))).containsExactly(late.id());
            assertThat(end(taken, new Transition.Succeed("\"in time\""))).isEmpty();

            assertThat(bench.view(late.id()).result()).isEqualTo("\"in time\"");
        }

        @Test
        void anEndIsWrittenOnce() {
            ClaimedTask task = bench.started();
            end(task, new Transition.Succeed("1"));

            assertThat(end(task, new Transition.Succeed("2"))).containsExactly(task.id());

            assertThat(bench.view(task.id()).result()).isEqualTo("1");
        }

        @Test
        void theLastReportIsKept() {
            ClaimedTask task = bench.started();
            bench.store().reports().report(List.of(running(task, new Progress(1, 9, "one"), "[1]")));

            bench.store()
                    .completions()
                    .complete(List.of(new AttemptCompletion(
                            task,
                            new Transition.Succeed(null),
                            new AttemptReport(new Progress(9, 9, "all"), null, null))));

            assertThat(bench.view(task.id()).progress()).isEqualTo(new Progress(9, 9, "all"));
            assertThat(bench.view(task.id()).partialResult()).isEqualTo("[1]");
        }

        private Set<UUID> end(ClaimedTask task, Transition next) {
            return bench.store().completions().complete(List.of(new AttemptCompletion(task, next, null)));
        }
    }
}
