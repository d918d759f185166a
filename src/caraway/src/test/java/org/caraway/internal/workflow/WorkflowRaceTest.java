package org.caraway.internal.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.caraway.Join;
import org.caraway.Outcome;
import org.caraway.Task;
import org.caraway.TaskFailedException;
import org.caraway.TaskHandle;
import org.caraway.Workflow;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Members that are finished at the same instant, by several threads with transactions of their own. */
@EachDatabase
class WorkflowRaceTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int THREADS = 4;

    private final MigratedDatabase database;
    private final Steps steps = new Steps();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private WorkflowRig rig;

    WorkflowRaceTest(MigratedDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void open() throws SQLException {
        rig = new WorkflowRig(database.dataSource(), steps);
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        rig.close();
    }

    /** The tasks. */
    public static class Steps {

        final AtomicInteger alerts = new AtomicInteger();
        final AtomicInteger notes = new AtomicInteger();

        @Task
        public List<Integer> upTo(int count) {
            return IntStream.rangeClosed(1, count).boxed().toList();
        }

        @Task
        public int same(int number) {
            return number;
        }

        @Task
        public int odd(int number) {
            if (number % 2 == 0) {
                throw new IllegalStateException("even");
            }
            return number;
        }

        @Task
        public int sum(List<Integer> numbers) {
            return numbers.stream().mapToInt(Integer::intValue).sum();
        }

        @Task
        public void note(int number) {
            notes.incrementAndGet();
        }

        @Task
        public void alert(Outcome<?> outcome) {
            alerts.incrementAndGet();
        }
    }

    /** Completes all these at once, in batches of each size that a worker may write. */
    private void completeAtOnce(List<ClaimedTask> claimed, long seed) throws Exception {
        List<ClaimedTask> mixed = new ArrayList<>(claimed);
        Collections.shuffle(mixed, new Random(seed));
        List<Callable<Object>> writes = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            List<ClaimedTask> own = new ArrayList<>();
            for (int i = thread; i < mixed.size(); i += THREADS) {
                own.add(mixed.get(i));
            }
            int batch = 1 + thread * 3;
            writes.add(() -> {
                for (int from = 0; from < own.size(); from += batch) {
                    rig.runAll(own.subList(from, Math.min(own.size(), from + batch)));
                }
                return own;
            });
        }
        for (Future<Object> written : threads.invokeAll(writes)) {
            written.get();
        }
    }

    private void drainAtOnce() throws Exception {
        long seed = 1;
        for (List<ClaimedTask> claimed = rig.claim(100); !claimed.isEmpty(); claimed = rig.claim(100)) {
            completeAtOnce(claimed, seed++);
        }
        assertThat(rig.bench.count("SELECT COUNT(*) FROM caraway_active")).isZero();
        assertThat(rig.bench.count("SELECT COUNT(*) FROM caraway_group WHERE pending <> 0"))
                .isZero();
    }

    @Test
    void aJoinIsReleasedOnceWhateverIsFinishedAtTheSameInstant() throws Exception {
        List<TaskHandle<Integer>> joins = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            joins.add(rig.queue.enqueue(Workflow.map(List.of(1, 2, 3, 4), number -> rig.queue.call(Steps::same, number))
                    .join(Steps::sum)
                    .onSuccess(Steps::note)));
        }
        drainAtOnce();
        for (TaskHandle<Integer> join : joins) {
            assertThat(join.await(SOON)).isEqualTo(10);
        }
        assertThat(steps.notes).hasValue(15);
    }

    @Test
    void aLargeGroupIsJoinedOnceFromAllItsCounters() throws Exception {
        TaskHandle<Integer> join = rig.queue.enqueue(rig.queue
                .call(Steps::upTo, 400)
                .thenEach(Steps::same)
                .join(Steps::sum)
                .onSuccess(Steps::note));
        assertThat(rig.bench.count("SELECT COUNT(*) FROM caraway_group")).isEqualTo(1);
        drainAtOnce();
        assertThat(rig.bench.count("SELECT COUNT(*) FROM caraway_group")).isEqualTo(17);
        assertThat(join.await(SOON)).isEqualTo(400 * 401 / 2);
        assertThat(steps.notes).hasValue(1);
    }

    @Test
    void aGroupOfWhichManyMembersFailAtTheSameInstantFailsOnce() throws Exception {
        List<TaskHandle<Integer>> joins = new ArrayList<>();
        for (int size : new int[] {4, 8, 300}) {
            joins.add(rig.queue.enqueue(rig.queue
                    .call(Steps::upTo, size)
                    .thenEach(Steps::odd)
                    .join(Steps::sum)
                    .onFailure(Steps::alert)));
        }
        drainAtOnce();
        for (TaskHandle<Integer> join : joins) {
            assertThatThrownBy(() -> join.await(SOON)).isInstanceOf(TaskFailedException.class);
        }
        assertThat(steps.alerts).hasValue(3);
    }

    /** Batches have members of outer and of inner groups: counted in any order they would deadlock. */
    @Test
    void groupsInGroupsAreCountedWithoutDeadlocks() throws Exception {
        List<TaskHandle<Integer>> joins = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            List<Workflow<Integer>> members = new ArrayList<>();
            for (int outer = 0; outer < 3; outer++) {
                members.add(rig.queue.call(Steps::same, 1));
                Workflow<Integer> inner = Workflow.map(List.of(1, 2), n -> rig.queue.call(Steps::same, n))
                        .join(Steps::sum);
                members.add(Workflow.group(List.of(inner, rig.queue.call(Steps::same, 4)))
                        .join(Steps::sum));
                members.add(Workflow.group(List.of(rig.queue.call(Steps::same, 5), rig.queue.call(Steps::same, 6)))
                        .any());
            }
            joins.add(rig.queue.enqueue(Workflow.group(members).join(Steps::sum)));
        }
        drainAtOnce();
        for (TaskHandle<Integer> join : joins) {
            assertThat(join.await(SOON)).isIn(3 * 13, 3 * 13 + 1, 3 * 13 + 2, 3 * 14);
        }
    }

    @Test
    void theFirstSuccessStaysTheResultWhenAnotherComesAtTheSameInstant() throws Exception {
        for (int i = 0; i < 20; i++) {
            TaskHandle<Integer> first =
                    rig.queue.enqueue(Workflow.map(List.of(1, 2, 3, 4), n -> rig.queue.call(Steps::same, n))
                            .any());
            TaskHandle<List<Integer>> two =
                    rig.queue.enqueue(Workflow.map(List.of(1, 2, 3, 4), n -> rig.queue.call(Steps::same, n))
                            .atLeast(2));
            List<ClaimedTask> claimed = rig.claim(100);
            rig.run(claimed.get(claimed.size() - 1));
            rig.run(claimed.get(0));
            completeAtOnce(claimed.subList(1, claimed.size() - 1), i);
            String once = rig.resultOf(first.id()) + rig.resultOf(two.id());
            rig.bench.execute("UPDATE caraway_finished SET finished_at = finished_at - INTERVAL '1' HOUR"
                    + " WHERE group_index = 1");
            assertThat(rig.resultOf(first.id()) + rig.resultOf(two.id())).isEqualTo(once);
        }
    }

    @Test
    void theBoundOfAGroupHoldsWhenAMemberEndsBeforeItsTurn() throws Exception {
        TaskHandle<List<Integer>> group =
                rig.queue.enqueue(Workflow.map(List.of(1, 2, 3, 4, 5), n -> rig.queue.call(Steps::same, n))
                        .atMost(2));
        rig.bench.execute(
                "UPDATE caraway_active SET expires_at = CURRENT_TIMESTAMP - INTERVAL '1' HOUR" + " WHERE slot = 2");
        rig.expire();
        assertThat(rig.count("state = 'EXPIRED' AND name = 'Steps.same'")).isEqualTo(1);
        assertThat(rig.count("state = 'PENDING'")).isEqualTo(2);
        rig.run(rig.claim(1).get(0));
        assertThat(rig.count("state = 'PENDING'")).isEqualTo(2);
        drainAtOnce();
        assertThat(group.state().name()).isEqualTo("EXPIRED");
    }

    @Test
    void aFanOutWithFewerElementsThanHaveToSucceedFailsAtOnce() throws Exception {
        TaskHandle<Integer> join = rig.queue.enqueue(
                rig.queue.call(Steps::upTo, 2).thenEach(Steps::same).join(Steps::sum, Join.atLeast(3)));
        drainAtOnce();
        assertThatThrownBy(() -> join.await(SOON))
                .hasMessageContaining("The fan-out has 2 members, and needs 3 that succeed");
        assertThat(rig.count("name = 'Steps.same'")).isZero();
    }

    @Test
    void aCallbackGetsTheResultThatNothingElseNeeds() throws Exception {
        TaskHandle<Integer> last =
                rig.queue.enqueue(rig.queue.call(Steps::same, 1).ignoreResult().onSuccess(Steps::note));
        drainAtOnce();
        assertThat(last.state().name()).isEqualTo("SUCCESS");
        assertThat(rig.resultOf(last.id())).isEqualTo("1");
        assertThat(steps.notes).hasValue(1);
    }
}
