package org.caraway.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.caraway.admin.AuditEntry;
import org.caraway.admin.WorkerDetail;
import org.caraway.admin.WorkerInfo;
import org.caraway.admin.WorkerOrder;
import org.caraway.admin.WorkerSelection;
import org.caraway.internal.store.worker.RequestedWorker;
import org.caraway.internal.store.worker.WorkerDirectives;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What every database must do for whoever asks workers and tells them what to do; run by a subclass for each. */
abstract class QuestionConformance extends SearchConformance {

    private static final String ROWS = "SELECT COUNT(*) FROM caraway_worker_request";
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final UUID question = UUID.randomUUID();

    @Nested
    class Questions {

        @Test
        void reachTheWorkersThatAreMeantAndTheirAnswersComeBackOnce() throws SQLException {
            bench.tasks.register("worker-2");
            bench.tasks.register("other");

            List<RequestedWorker> asked = ask(WorkerSelection.matching("worker-?"), MINUTE);

            assertThat(asked).extracting(RequestedWorker::id).containsExactly("worker-1", "worker-2");
            assertThat(asked).allMatch(RequestedWorker::alive);
            assertThat(look("worker-1").questions())
                    .containsExactly(new WorkerDirectives.Request(question, EnumSet.of(WorkerDetail.STACKS)));
            assertThat(look("other").questions()).isEmpty();
            assertThat(answer("worker-1", "{\"a\": 1}")).isTrue();
            assertThat(look("worker-1").questions()).isEmpty();
            assertThat(look("worker-2").questions()).hasSize(1);
            assertThat(bench.admin.requests().answered(question)).containsExactly("worker-1");
            assertThat(bench.admin.requests().takeAnswers(question)).isEqualTo(Map.of("worker-1", "{\"a\": 1}"));
            assertThat(bench.tasks.count(ROWS)).as("rows that are left").isZero();
            assertThat(answer("worker-2", "{}")).as("whether somebody waits").isFalse();
        }

        @Test
        void findWorkersByTheirNode() {
            bench.tasks
                    .store()
                    .workers()
                    .register("a-1", "host", Map.of("@blue", 1, "@worker:a-1", 1), Set.of(), MINUTE, WorkerOrder.WORK);
            bench.tasks
                    .store()
                    .workers()
                    .register("b-1", "host", Map.of("@worker:b-1", 1, "@red", 1), Set.of(), MINUTE, WorkerOrder.WORK);

            assertThat(ask(WorkerSelection.nodes("red"), MINUTE))
                    .extracting(RequestedWorker::id, RequestedWorker::node)
                    .containsExactly(tuple("b-1", "red"));
            assertThat(bench.admin.workerReports().workers())
                    .filteredOn(worker -> worker.id().equals("a-1"))
                    .extracting(WorkerInfo::node)
                    .containsExactly(Optional.of("blue"));
        }

        @Test
        void areOverAfterAWhileAndPruned() throws SQLException {
            ask(WorkerSelection.all(), MINUTE);
            bench.tasks.execute(
                    "UPDATE caraway_worker_request SET expires_at = CURRENT_TIMESTAMP - INTERVAL '1' SECOND");

            assertThat(look(StoreUnderTest.WORKER).questions()).isEmpty();
            bench.tasks.store().retention().pruneExpiredRows(MINUTE, 10);

            assertThat(bench.tasks.count(ROWS)).isZero();
        }

        @Test
        void thatStandLeaveThePruningAlone() throws SQLException {
            ask(WorkerSelection.all(), MINUTE);

            bench.tasks.store().retention().pruneExpiredRows(Duration.ZERO, 10);

            assertThat(bench.tasks.count(ROWS)).isEqualTo(1);
        }

        @Test
        void goToLostWorkersToo() throws SQLException {
            bench.tasks.expireLease(StoreUnderTest.WORKER);

            assertThat(ask(WorkerSelection.all(), MINUTE))
                    .extracting(RequestedWorker::alive)
                    .containsExactly(false);
        }

        @Test
        void withWordsOfAnotherVersionAreUnderstoodAsFarAsTheyAreKnown() throws SQLException {
            ask(WorkerSelection.all(), MINUTE);
            bench.tasks.execute("UPDATE caraway_worker_request SET details = 'HOROSCOPE STACKS STACKS'");

            assertThat(look(StoreUnderTest.WORKER).questions())
                    .extracting(WorkerDirectives.Request::details)
                    .containsExactly(Set.of(WorkerDetail.STACKS));
        }

        private List<RequestedWorker> ask(WorkerSelection workers, Duration validity) {
            return bench.admin.requests().ask(question, workers, EnumSet.of(WorkerDetail.STACKS), validity);
        }

        private boolean answer(String worker, String answer) {
            return bench.tasks.store().requests().answer(worker, question, answer);
        }
    }

    @Nested
    class Orders {

        @Test
        void areReadByTheWorkersThatAreMeantShownAndNoted() {
            bench.tasks.register("worker-2");

            List<String> told = bench.admin
                    .requests()
                    .order(WorkerSelection.ids("worker-2", "nobody"), WorkerOrder.PAUSE, OperatedStore.NOTE);

            assertThat(told).containsExactly("worker-2");
            assertThat(look("worker-2").order()).isEqualTo(WorkerOrder.PAUSE);
            assertThat(look("worker-1").order()).isEqualTo(WorkerOrder.WORK);
            assertThat(bench.admin.workerReports().workers())
                    .extracting(WorkerInfo::order)
                    .containsExactlyInAnyOrder(WorkerOrder.WORK, WorkerOrder.PAUSE);
            assertThat(bench.admin.audit().latest(1))
                    .extracting(AuditEntry::actor, AuditEntry::detail)
                    .containsExactly(tuple("olga", "PAUSE; ordered 1: worker-2"));
        }

        @Test
        void toNobodyAreNotedAsSuch() {
            assertThat(bench.admin
                            .requests()
                            .order(WorkerSelection.ids("nobody"), WorkerOrder.STOP, OperatedStore.NOTE))
                    .isEmpty();

            assertThat(bench.admin.audit().latest(1))
                    .extracting(AuditEntry::detail)
                    .containsExactly("STOP; no worker matched");
        }

        @Test
        void areNotedAlsoWhenMoreAreToldThanThereIsRoomFor() {
            IntStream.range(0, 200)
                    .forEach(number -> bench.tasks.register("a-worker-with-a-rather-long-name-" + number));

            assertThat(bench.admin.requests().order(WorkerSelection.all(), WorkerOrder.PAUSE, OperatedStore.NOTE))
                    .hasSize(201);

            assertThat(bench.admin.audit().latest(1))
                    .extracting(AuditEntry::detail)
                    .allSatisfy(detail -> assertThat(detail)
                            .startsWith("PAUSE; ordered 201: ")
                            .hasSize(4_000));
        }

        @Test
        void outliveARenewalOfTheLease() {
            bench.admin.requests().order(WorkerSelection.all(), WorkerOrder.PAUSE, OperatedStore.NOTE);

            bench.tasks.store().workers().renew(StoreUnderTest.WORKER, MINUTE, 0);

            assertThat(look(StoreUnderTest.WORKER).order()).isEqualTo(WorkerOrder.PAUSE);
        }

        @Test
        void areNoneForWhoIsNotOnTheList() {
            assertThat(look("nobody").order()).isNull();
        }
    }

    private WorkerDirectives look(String worker) {
        return bench.tasks.store().settings().directives(worker);
    }
}
