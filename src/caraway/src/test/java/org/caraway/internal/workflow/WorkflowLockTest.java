package org.caraway.internal.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.caraway.Join;
import org.caraway.NoSuchTaskException;
import org.caraway.Outcome;
import org.caraway.RevokeMode;
import org.caraway.Task;
import org.caraway.TaskHandle;
import org.caraway.Workflow;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.workflow.BusyWorkflowException;
import org.caraway.internal.store.workflow.StepReruns.Which;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.OperatedStore;
import org.caraway.test.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Transactions that advance the same workflows from different sides at the same instant. */
@EachDatabase
class WorkflowLockTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int COMPLETING = 3;
    private static final int WORKFLOWS = 8;

    private final MigratedDatabase database;
    private final DeadlockCount deadlocks = new DeadlockCount();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicBoolean over = new AtomicBoolean();
    private long seeds = 1;
    private WorkflowRig rig;

    WorkflowLockTest(MigratedDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void open() throws SQLException {
        rig = new WorkflowRig(deadlocks.of(database.dataSource()), new Steps());
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        rig.close();
    }

    /** The tasks. */
    public static class Steps {

        @Task
        public List<Integer> upTo(int count) {
            return IntStream.rangeClosed(1, count).boxed().toList();
        }

        @Task
        public int same(int number) {
            return number;
        }

        @Task
        public int sum(List<Integer> numbers) {
            return numbers.stream().mapToInt(Integer::intValue).sum();
        }

        @Task
        public int failed(List<Outcome<Integer>> numbers) {
            return (int) numbers.stream().filter(number -> !number.succeeded()).count();
        }

        @Task
        public int odd(int number) {
            if (number % 2 == 0) {
                throw new IllegalStateException("even");
            }
            return number;
        }

        @Task
        public void alert(Outcome<?> outcome) {}
    }

    /** Members that wait for their turns, groups in groups, and steps between groups. */
    private TaskHandle<Integer> nested() {
        List<Workflow<Integer>> members = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            members.add(Workflow.map(List.of(1, 2, 3, 4), n -> rig.queue.call(Steps::same, n))
                    .atMost(2)
                    .join(Steps::sum)
                    .then(rig.queue.call(Steps::upTo, 3))
                    .thenEach(Steps::same)
                    .join(Steps::sum)
                    .onFailure(Steps::alert));
        }
        return rig.queue.enqueue(Workflow.group(members).join(Steps::failed, Join.SETTLED));
    }

    @FunctionalInterface
    private interface Act {
        void with(Random random) throws Exception;
    }

    private Callable<Object> repeating(Act act) {
        long seed = seeds++;
        return () -> {
            Random random = new Random(seed);
            while (!over.get()) {
                act.with(random);
            }
            return seed;
        };
    }

    /** Until everything is finished, or a while has passed. */
    private Callable<Object> completing() {
        long seed = seeds++;
        long deadline = System.nanoTime() + SOON.toNanos();
        return () -> {
            Random random = new Random(seed);
            while (rig.bench.count("SELECT COUNT(*) FROM caraway_active") > 0 && System.nanoTime() - deadline < 0) {
                complete(rig.claim(1 + random.nextInt(6)));
            }
            return seed;
        };
    }

    private void complete(List<ClaimedTask> claimed) {
        if (!claimed.isEmpty()) {
            rig.bench
                    .store()
                    .completions()
                    .complete(claimed.stream()
                            .map(task -> new AttemptCompletion(task, rig.outcomeOf(task), null))
                            .toList());
        }
    }

    /** Completes all by several threads, while others do this. */
    private void completeBeside(List<Callable<Object>> others) throws Exception {
        List<Future<Object>> completing = new ArrayList<>();
        for (int i = 0; i < COMPLETING; i++) {
            completing.add(threads.submit(completing()));
        }
        List<Future<Object>> beside = others.stream().map(threads::submit).toList();
        try {
            for (Future<Object> one : completing) {
                one.get();
            }
        } finally {
            over.set(true);
        }
        for (Future<Object> one : beside) {
            one.get();
        }
        rig.drain(20); // what was added or ran again after the others had stopped
        assertThat(rig.bench.count("SELECT COUNT(*) FROM caraway_active")).isZero();
        if (database.kind() == TestDatabase.POSTGRESQL) { // H2 locks rows while it scans, and sorts them afterwards
            assertThat(deadlocks.aborted()).isEmpty();
        }
    }

    private List<UUID> some(String where) throws SQLException {
        return database.texts("SELECT id FROM caraway_active WHERE " + where + " ORDER BY RANDOM() LIMIT 3").stream()
                .map(UUID::fromString)
                .toList();
    }

    private void expireSome(Random random) throws SQLException {
        for (UUID id : some("state = 'WAITING'")) {
            rig.bench.execute(
                    "UPDATE caraway_active SET expires_at = CURRENT_TIMESTAMP - INTERVAL '1' HOUR WHERE id = '" + id
                            + "'");
        }
        rig.bench.store().expiries().expire(1 + random.nextInt(20));
    }

    private void revokeSome(Random random) throws SQLException {
        for (UUID id : some("state = 'WAITING'")) {
            try {
                rig.bench.store().revocations().revoke(id, RevokeMode.COOPERATIVE, OperatedStore.NOTE);
            } catch (NoSuchTaskException gone) {
                assertThat(gone).hasMessageContaining(id.toString());
            }
        }
        rig.bench.store().revoked().revocations(WorkflowRig.WORKER);
    }

    @Test
    void stepsThatExpireOrAreRevokedWhileTheyWaitDoNotDeadlockWithCompletions() throws Exception {
        List<TaskHandle<Integer>> joins = new ArrayList<>();
        for (int i = 0; i < WORKFLOWS; i++) {
            joins.add(nested());
        }

        completeBeside(List.of(repeating(this::expireSome), repeating(this::revokeSome), repeating(this::revokeSome)));

        for (TaskHandle<Integer> join : joins) {
            assertThat(join.state().isFinal()).isTrue();
        }
        assertThat(rig.bench.count("SELECT COUNT(*) FROM caraway_group WHERE pending < 0"))
                .isZero();
    }

    @Test
    void wholeWorkflowsThatAreRevokedDoNotDeadlockWithCompletions() throws Exception {
        List<TaskHandle<Integer>> joins = new ArrayList<>();
        for (int i = 0; i < WORKFLOWS; i++) {
            joins.add(nested());
        }

        completeBeside(List.of(
                repeating(random -> joins.get(random.nextInt(joins.size())).revoke()),
                repeating(random -> rig.bench.store().revoked().revocations(WorkflowRig.WORKER))));

        for (TaskHandle<Integer> join : joins) {
            assertThat(join.state().isFinal()).isTrue();
        }
    }

    @Test
    void rerunsDoNotDeadlockWithCompletions() throws Exception {
        List<UUID> workflows = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            workflows.add(rig.queue
                    .enqueue(Workflow.group(List.of(
                                    Workflow.map(List.of(1, 2, 3, 4), n -> rig.queue.call(Steps::odd, n))
                                            .join(Steps::sum)
                                            .onFailure(Steps::alert),
                                    Workflow.map(List.of(1, 3, 5), n -> rig.queue.call(Steps::same, n))
                                            .join(Steps::sum)))
                            .join(Steps::failed, Join.SETTLED))
                    .id());
        }
        AtomicInteger again = new AtomicInteger();

        completeBeside(List.of(repeating(random -> {
            if (again.get() < 15 && rerun(workflows.get(random.nextInt(workflows.size())))) {
                again.incrementAndGet();
            }
        })));

        assertThat(again).hasPositiveValue();
        assertThat(rig.bench.count("SELECT COUNT(*) FROM caraway_group WHERE pending <> 0"))
                .isZero();
    }

    /** Steps that are running, or that have not failed, are refused. */
    private boolean rerun(UUID workflow) {
        try {
            return rig.bench
                    .store()
                    .requeues()
                    .rerunWorkflow(workflow, Which.ALL_FAILED, OperatedStore.NOTE)
                    .isPresent();
        } catch (IllegalStateException | BusyWorkflowException refused) {
            return false;
        }
    }

    /** Of a group with several counters, of which any may be locked. */
    @Test
    void membersThatAddOthersDoNotDeadlockWithCompletions() throws Exception {
        TaskHandle<Integer> join = rig.queue.enqueue(
                rig.queue.call(Steps::upTo, 300).thenEach(Steps::same).join(Steps::sum));
        rig.run(rig.claim(1).get(0));
        AtomicInteger added = new AtomicInteger();

        completeBeside(List.of(repeating(random -> {
            for (ClaimedTask task : rig.claim(3)) {
                ClaimedTask.Step step = task.step();
                if (step != null && step.groupId() != null && added.get() < 60) {
                    added.incrementAndGet();
                    rig.runAdding(task, List.of(rig.queue.call(Steps::same, 1_000)));
                } else {
                    complete(List.of(task));
                }
            }
        })));

        assertThat(join.await(SOON)).isEqualTo(300 * 301 / 2 + 1_000 * added.get());
    }
}
