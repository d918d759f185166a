package org.caraway.internal.store.worker;

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
import org.caraway.test.EachDatabase;
import org.caraway.test.Isolation;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.OperatedStore;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Requests to workers, their answers, and orders. */
@EachDatabase(isolation = {Isolation.READ_COMMITTED, Isolation.REPEATABLE_READ, Isolation.SERIALIZABLE})
class WorkerRequestTest {

    private static final String ROWS = "SELECT COUNT(*) FROM caraway_worker_request";
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final OperatedStore bench;
    private final UUID request = UUID.randomUUID();

    WorkerRequestTest(MigratedDatabase database) throws SQLException {
        bench = new OperatedStore(database.dataSource());
    }

    @Nested
    class Requests {

        @Test
        void reachTheSelectedWorkersAndTheirAnswersAreReturnedOnce() throws SQLException {
            bench.tasks.register("worker-2");
            bench.tasks.register("other");

            List<RequestedWorker> requested = ask(WorkerSelection.matching("worker-?"), MINUTE);

            assertThat(requested).extracting(RequestedWorker::id).containsExactly("worker-1", "worker-2");
            assertThat(requested).allMatch(RequestedWorker::alive);
            assertThat(directives("worker-1").requests())
                    .containsExactly(new WorkerDirectives.Request(request, EnumSet.of(WorkerDetail.STACKS)));
            assertThat(directives("other").requests()).isEmpty();
            assertThat(answer("worker-1", "{\"a\": 1}")).isTrue();
            assertThat(directives("worker-1").requests()).isEmpty();
            assertThat(directives("worker-2").requests()).hasSize(1);
            assertThat(bench.admin.requests().answered(request)).containsExactly("worker-1");
            assertThat(bench.admin.requests().takeAnswers(request)).isEqualTo(Map.of("worker-1", "{\"a\": 1}"));
            assertThat(bench.tasks.count(ROWS)).as("rows of the request").isZero();
            assertThat(answer("worker-2", "{}")).as("whether a caller waits").isFalse();
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
        void expireAndArePruned() throws SQLException {
            ask(WorkerSelection.all(), MINUTE);
            bench.tasks.execute(
                    "UPDATE caraway_worker_request SET expires_at = CURRENT_TIMESTAMP - INTERVAL '1' SECOND");

            assertThat(directives(StoreUnderTest.WORKER).requests()).isEmpty();
            bench.tasks.store().retention().pruneExpiredRows(MINUTE, 10);

            assertThat(bench.tasks.count(ROWS)).isZero();
        }

        @Test
        void thatAreValidAreNotPruned() throws SQLException {
            ask(WorkerSelection.all(), MINUTE);

            bench.tasks.store().retention().pruneExpiredRows(Duration.ZERO, 10);

            assertThat(bench.tasks.count(ROWS)).isEqualTo(1);
        }

        @Test
        void areSentToLostWorkersToo() throws SQLException {
            bench.tasks.expireLease(StoreUnderTest.WORKER);

            assertThat(ask(WorkerSelection.all(), MINUTE))
                    .extracting(RequestedWorker::alive)
                    .containsExactly(false);
        }

        @Test
        void withDetailsOfAnotherVersionIncludeTheKnownOnes() throws SQLException {
            ask(WorkerSelection.all(), MINUTE);
            bench.tasks.execute("UPDATE caraway_worker_request SET details = 'HOROSCOPE STACKS STACKS'");

            assertThat(directives(StoreUnderTest.WORKER).requests())
                    .extracting(WorkerDirectives.Request::details)
                    .containsExactly(Set.of(WorkerDetail.STACKS));
        }

        private List<RequestedWorker> ask(WorkerSelection workers, Duration validity) {
            return bench.admin.requests().ask(request, workers, EnumSet.of(WorkerDetail.STACKS), validity);
        }

        private boolean answer(String worker, String answer) {
            return bench.tasks.store().requests().answer(worker, request, answer);
        }
    }

    @Nested
    class Orders {

        @Test
        void areReadByTheSelectedWorkersShownAndAudited() {
            bench.tasks.register("worker-2");

            List<String> ordered = bench.admin
                    .requests()
                    .order(WorkerSelection.ids("worker-2", "nobody"), WorkerOrder.PAUSE, OperatedStore.NOTE);

            assertThat(ordered).containsExactly("worker-2");
            assertThat(directives("worker-2").order()).isEqualTo(WorkerOrder.PAUSE);
            assertThat(directives("worker-1").order()).isEqualTo(WorkerOrder.WORK);
            assertThat(bench.admin.workerReports().workers())
                    .extracting(WorkerInfo::order)
                    .containsExactlyInAnyOrder(WorkerOrder.WORK, WorkerOrder.PAUSE);
            assertThat(bench.admin.audit().latest(1))
                    .extracting(AuditEntry::actor, AuditEntry::detail)
                    .containsExactly(tuple("olga", "PAUSE; ordered 1: worker-2"));
        }

        @Test
        void toNoWorkerAreAudited() {
            assertThat(bench.admin
                            .requests()
                            .order(WorkerSelection.ids("nobody"), WorkerOrder.STOP, OperatedStore.NOTE))
                    .isEmpty();

            assertThat(bench.admin.audit().latest(1))
                    .extracting(AuditEntry::detail)
                    .containsExactly("STOP; no worker matched");
        }

        @Test
        void areAuditedAlsoWithMoreWorkersThanTheDetailHolds() {
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

            assertThat(directives(StoreUnderTest.WORKER).order()).isEqualTo(WorkerOrder.PAUSE);
        }

        @Test
        void areAbsentForUnknownWorkers() {
            assertThat(directives("nobody").order()).isNull();
        }
    }

    private WorkerDirectives directives(String worker) {
        return bench.tasks.store().settings().directives(worker);
    }
}
