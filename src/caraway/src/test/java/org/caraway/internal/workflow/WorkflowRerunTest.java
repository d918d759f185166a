package org.caraway.internal.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.caraway.Join;
import org.caraway.Outcome;
import org.caraway.Task;
import org.caraway.TaskFailedException;
import org.caraway.TaskHandle;
import org.caraway.TaskState;
import org.caraway.Workflow;
import org.caraway.internal.store.admin.Requeues;
import org.caraway.internal.store.audit.AuditNote;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.workflow.StepReruns.Which;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Running steps of workflows again. */
@EachDatabase
class WorkflowRerunTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final AuditNote NOTE = new AuditNote("alice", "retry", "a step", null);
    private static final Set<TaskState> FINISHED =
            Set.of(TaskState.SUCCESS, TaskState.FAILURE, TaskState.REVOKED, TaskState.EXPIRED);

    private final MigratedDatabase database;
    private final Steps steps = new Steps();
    private WorkflowRig rig;

    WorkflowRerunTest(MigratedDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void open() throws SQLException {
        rig = new WorkflowRig(database.dataSource(), steps);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    /** The tasks. */
    public static class Steps {

        final List<String> seen = new ArrayList<>();
        final Set<Integer> broken = new HashSet<>();
        int count = 3;

        @Task
        public List<Integer> upToCount() {
            return IntStream.rangeClosed(1, count).boxed().toList();
        }

        @Task
        public int twice(int number) {
            seen.add("twice " + number);
            if (broken.contains(number)) {
                throw new IllegalStateException("broken: " + number);
            }
            return 2 * number;
        }

        @Task
        public int plusOne(int number) {
            seen.add("plusOne " + number);
            return number + 1;
        }

        @Task
        public int sum(List<Integer> numbers) {
            seen.add("sum");
            return numbers.stream().mapToInt(Integer::intValue).sum();
        }

        @Task
        public String settled(List<Outcome<Integer>> outcomes) {
            return outcomes.stream().map(each -> each.succeeded() ? "+" : "-").reduce("", String::concat);
        }

        @Task
        public void note(int number) {
            seen.add("noted " + number);
        }

        @Task
        public void alert(Outcome<?> outcome) {
            seen.add("alert " + outcome.state());
        }
    }

    private Requeues requeues() {
        return rig.bench.store().requeues();
    }

    private Workflow<Integer> fanOut() {
        return rig.queue.call(Steps::upToCount).thenEach(Steps::twice).join(Steps::sum);
    }

    private void run(Workflow<?> workflow) {
        rig.queue.enqueue(workflow);
        rig.drain();
        steps.broken.clear();
        steps.seen.clear();
    }

    private UUID theOne(String where) {
        return UUID.fromString(
                database.texts("SELECT id FROM caraway_task WHERE " + where).get(0));
    }

    private void checkCounters() {
        assertThat(database.texts("SELECT id FROM caraway_group WHERE pending <> 0"))
                .isEmpty();
    }

    @Test
    void aFailedStepRunsAgainWithWhatDependedOnIt() throws SQLException {
        steps.broken.add(2);
        TaskHandle<Integer> last = rig.queue.enqueue(rig.queue
                .call(Steps::plusOne, 1)
                .then(Steps::twice)
                .then(Steps::plusOne)
                .onSuccess(Steps::note)
                .onFailure(Steps::alert));
        rig.drain();
        assertThatThrownBy(() -> last.await(SOON)).isInstanceOf(TaskFailedException.class);
        assertThat(steps.seen).containsExactly("plusOne 1", "twice 2", "alert FAILURE");
        steps.broken.clear();
        steps.seen.clear();

        assertThat(last.retry()).isTrue();
        rig.drain();

        assertThat(last.await(SOON)).isEqualTo(5);
        assertThat(steps.seen).containsExactly("twice 2", "plusOne 4", "noted 5");
        assertThat(rig.count("name = 'Steps.alert' AND state = 'SKIPPED'")).isEqualTo(1);
    }

    @Test
    void aFailedMemberRunsAgainAndTheOthersKeepTheirResults() {
        steps.broken.add(2);
        TaskHandle<Integer> sum = rig.queue.enqueue(fanOut());
        rig.drain();
        steps.broken.clear();
        steps.seen.clear();

        assertThat(requeues()
                        .requeue(
                                theOne("state = 'FAILURE' AND cause_id IS NULL"),
                                null,
                                Set.of(TaskState.FAILURE),
                                NOTE))
                .contains(Set.of("default"));
        rig.drain();

        assertThat(sum.await(SOON)).isEqualTo(12);
        assertThat(steps.seen).containsExactly("twice 2", "sum");
        checkCounters();
    }

    /** Otherwise a view of the workflow would show them elsewhere than before. */
    @Test
    void stepsThatRunAgainKeepTheirPlaceInTheComposition() throws SQLException {
        steps.broken.add(2);
        rig.queue.enqueue(fanOut());
        rig.drain();
        steps.broken.clear();
        assertThat(requeues().requeue(theOne("state = 'FAILURE' AND cause_id IS NULL"), null, FINISHED, NOTE))
                .isPresent();
        assertThat(rig.count("node IS NULL")).isZero();
    }

    @Test
    void aGroupStaysFailedUntilTheLastOfItsFailuresRunsAgain() {
        steps.broken.addAll(Set.of(1, 3));
        TaskHandle<Integer> sum = rig.queue.enqueue(fanOut());
        rig.drain();
        steps.broken.clear();

        assertThat(requeues().requeue(theOne("group_index = 0"), null, FINISHED, NOTE))
                .isPresent();
        rig.drain();
        assertThat(sum.state()).isEqualTo(TaskState.FAILURE);
        assertThat(requeues().requeue(theOne("group_index = 2"), null, FINISHED, NOTE))
                .isPresent();
        rig.drain();

        assertThat(sum.await(SOON)).isEqualTo(12);
        checkCounters();
    }

    @Test
    void allFailedMembersOfAGroupWithShardsRunAgain() {
        steps.count = 300;
        steps.broken.addAll(Set.of(1, 17, 150, 300));
        TaskHandle<Integer> sum = rig.queue.enqueue(fanOut());
        rig.drain(50);
        steps.broken.clear();
        steps.seen.clear();

        assertThat(requeues().rerunWorkflow(sum.id(), Which.ALL_FAILED, NOTE)).isPresent();
        rig.drain(50);

        assertThat(sum.await(SOON)).isEqualTo(300 * 301);
        assertThat(steps.seen).hasSize(5);
        checkCounters();
    }

    @Test
    void membersThatRunAgainKeepToTheBoundOfTheirGroup() {
        steps.count = 7;
        steps.broken.addAll(Set.of(1, 2, 3, 4, 5));
        TaskHandle<Integer> sum = rig.queue.enqueue(rig.queue
                .call(Steps::upToCount)
                .thenEach(Steps::twice)
                .atMost(2)
                .join(Steps::sum));
        rig.drain();
        steps.broken.clear();
        steps.seen.clear();

        assertThat(requeues().rerunWorkflow(sum.id(), Which.ALL_FAILED, NOTE)).isPresent();
        int rounds = 0;
        for (List<ClaimedTask> claimed = rig.claim(10); !claimed.isEmpty(); claimed = rig.claim(10)) {
            assertThat(claimed).hasSizeLessThanOrEqualTo(2);
            rig.runAll(claimed);
            rounds++;
        }

        assertThat(sum.await(SOON)).isEqualTo(56);
        assertThat(rounds).isEqualTo(4);
        checkCounters();
    }

    @Test
    void aFanOutIsPlannedAnewAfterTheStepBeforeIt() throws SQLException {
        TaskHandle<Integer> sum = rig.queue.enqueue(fanOut());
        rig.drain();
        steps.count = 5;

        assertThat(requeues().requeue(theOne("name = 'Steps.upToCount'"), null, FINISHED, NOTE))
                .isPresent();
        assertThat(rig.count("name = 'Steps.twice'")).isZero();
        rig.drain();

        assertThat(sum.await(SOON)).isEqualTo(30);
        assertThat(rig.count("name = 'Steps.twice'")).isEqualTo(5);
        assertThat(database.texts("SELECT nodes FROM caraway_workflow")).containsExactly("8");
        checkCounters();
    }

    @Test
    void aBoundedGroupRunsAgainAsAWhole() {
        TaskHandle<Integer> sum = rig.queue.enqueue(rig.queue
                .call(Steps::upToCount)
                .thenEach(Steps::twice)
                .atMost(1)
                .join(Steps::sum));
        rig.drain();
        steps.seen.clear();

        assertThat(requeues().rerunWorkflow(sum.id(), Which.ALL, NOTE)).isPresent();
        rig.drain();

        assertThat(sum.await(SOON)).isEqualTo(12);
        assertThat(steps.seen).containsExactly("twice 1", "twice 2", "twice 3", "sum");
        checkCounters();
    }

    @Test
    void aJoinOfSettledMembersRunsAgainWithAMember() {
        steps.broken.add(2);
        TaskHandle<String> settled = rig.queue.enqueue(
                Workflow.group(List.of(rig.queue.call(Steps::twice, 1), rig.queue.call(Steps::twice, 2)))
                        .join(Steps::settled, Join.SETTLED));
        rig.drain();
        assertThat(settled.await(SOON)).isEqualTo("+-");
        steps.broken.clear();

        assertThat(requeues().rerunWorkflow(settled.id(), Which.ALL_FAILED, NOTE))
                .isPresent();
        rig.drain();

        assertThat(settled.await(SOON)).isEqualTo("++");
        assertThat(requeues().rerunWorkflow(settled.id(), Which.ALL_FAILED, NOTE))
                .isEmpty();
        checkCounters();
    }

    @Test
    void aGroupThatEndedWithItsFirstSuccessTakesTheResultOfTheMemberThatRunsAgain() {
        TaskHandle<Integer> first = rig.queue.enqueue(Workflow.group(List.of(
                        rig.queue.call(Steps::twice, 1),
                        rig.queue.call(Steps::plusOne, 6).in(Duration.ofHours(1))))
                .join(Steps::plusOne, Join.ANY));
        rig.drain();
        assertThat(first.await(SOON)).isEqualTo(3);
        Requeues.NewArguments other = new Requeues.NewArguments("[5]", null);

        assertThat(requeues().requeue(theOne("name = 'Steps.twice'"), other, FINISHED, NOTE))
                .isPresent();
        rig.drain();

        assertThat(first.await(SOON)).isEqualTo(11);
    }

    @Test
    void aStepRunsAgainWithOtherArguments() {
        steps.broken.add(1);
        TaskHandle<Integer> last =
                rig.queue.enqueue(rig.queue.call(Steps::twice, 1).then(Steps::plusOne));
        rig.drain();
        Requeues.NewArguments other = new Requeues.NewArguments("[4]", null);

        assertThatThrownBy(() -> requeues().requeue(last.id(), other, FINISHED, NOTE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(requeues().requeue(theOne("name = 'Steps.twice'"), other, FINISHED, NOTE))
                .isPresent();
        rig.drain();

        assertThat(last.await(SOON)).isEqualTo(9);
    }

    @Test
    void aStepOnWhichARunningOneDependsDoesNotRunAgain() {
        rig.queue.enqueue(rig.queue.call(Steps::twice, 1).then(Steps::plusOne));
        rig.run(rig.claim(1).get(0));
        List<ClaimedTask> running = rig.claim(1);

        assertThatThrownBy(() -> requeues().requeue(theOne("name = 'Steps.twice'"), null, FINISHED, NOTE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is running, and would run again");
        rig.runAll(running);
        assertThat(steps.seen).containsExactly("twice 1", "plusOne 2");
    }

    @Test
    void aStepThatSucceededIsRunAgainOnlyOnRequest() {
        run(rig.queue.call(Steps::twice, 1).then(Steps::plusOne));
        UUID first = theOne("name = 'Steps.twice'");

        assertThatThrownBy(() -> requeues().requeue(first, null, Set.of(TaskState.FAILURE), NOTE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("TaskAdmin.rerun");
        assertThat(requeues().requeue(first, null, FINISHED, NOTE)).isPresent();
        rig.drain();

        assertThat(steps.seen).containsExactly("twice 1", "plusOne 2");
        assertThat(database.texts("SELECT tasks FROM caraway_audit")).containsExactly("2");
    }
}
