package org.caraway.internal.workflow;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.caraway.GroupHandle;
import org.caraway.GroupHandle.Completed;
import org.caraway.GroupHandle.Counts;
import org.caraway.NoSuchTaskException;
import org.caraway.TaskFailedException;
import org.caraway.TaskHandle;
import org.caraway.TaskTimeoutException;
import org.caraway.Workflow;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The handle of a group. */
@EachDatabase
class GroupHandleTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private final MigratedDatabase database;
    private WorkflowRig rig;

    GroupHandleTest(MigratedDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void open() throws SQLException {
        rig = new WorkflowRig(database.dataSource(), new Steps());
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private GroupHandle<Integer> evens(Integer... numbers) {
        return rig.queue.enqueue(Workflow.map(List.of(numbers), number -> rig.queue.call(Steps::failIfOdd, number)));
    }

    private static ClaimedTask with(List<ClaimedTask> claimed, int number) {
        return claimed.stream()
                .filter(task -> task.arguments().equals("[" + number + "]"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void awaitsTheResultsInTheOrderOfTheMembers() {
        GroupHandle<Integer> group = evens(6, 4, 2);
        rig.drain(10);

        assertThat(group.await(SOON)).containsExactly(6, 4, 2);
        assertThat(group.member(1).await(SOON)).isEqualTo(4);
        assertThat(rig.queue.group(group.id(), Integer.class).await(SOON)).containsExactly(6, 4, 2);
    }

    @Test
    void countsItsMembersByTheirStates() {
        GroupHandle<Integer> group = evens(2, 1, 4, 6);
        assertThat(group.counts()).isEqualTo(new Counts(4, 0, 0, 0, 0, 4));
        List<ClaimedTask> claimed = rig.claim(4);
        assertThat(group.counts()).isEqualTo(new Counts(4, 0, 0, 0, 4, 0));

        rig.runAll(List.of(with(claimed, 2), with(claimed, 1)));

        assertThat(group.counts()).isEqualTo(new Counts(4, 1, 1, 0, 2, 0));
        assertThat(group.counts().finished()).isEqualTo(2);
        assertThatThrownBy(() -> group.await(SOON))
                .isInstanceOfSatisfying(
                        TaskFailedException.class,
                        failed -> assertThat(failed.failedStep().path()).isEqualTo("Steps.failIfOdd[1]"));
        assertThat(group.member(0).await(SOON)).isEqualTo(2);
    }

    @Test
    void givesItsMembersAsTheyFinish() {
        GroupHandle<Integer> group = evens(2, 1, 4);
        List<ClaimedTask> claimed = rig.claim(3);
        Iterator<Completed<Integer>> members = group.completed(SOON).iterator();

        rig.run(with(claimed, 4));
        Completed<Integer> first = members.next();
        rig.run(with(claimed, 1));
        Completed<Integer> second = members.next();
        rig.run(with(claimed, 2));
        Completed<Integer> third = members.next();

        assertThat(first.index()).isEqualTo(2);
        assertThat(first.outcome().value()).isEqualTo(4);
        assertThat(second.index()).isEqualTo(1);
        assertThat(requireNonNull(second.outcome().error()).message()).isEqualTo("odd: 1");
        assertThat(third.index()).isZero();
        assertThat(members.hasNext()).isFalse();
    }

    @Test
    void streamsAllMembersOfAFanOutOnce() {
        GroupHandle<Integer> group =
                rig.queue.enqueue(rig.queue.call(Steps::upTo, 300).thenEach(Steps::twice));
        assertThat(group.counts().size()).isZero();
        rig.drain(50);

        assertThat(group.completed(SOON).map(Completed::index)).hasSize(300).doesNotHaveDuplicates();
        assertThat(group.await(SOON)).hasSize(300);
    }

    @Test
    void aFanOutThatNeverBeganHasNoMembers() {
        GroupHandle<Integer> group = rig.queue.enqueue(
                rig.queue.call(Steps::failIfOdd, 1).then(Steps::upTo).thenEach(Steps::twice));
        rig.drain();

        assertThat(group.completed(SOON)).isEmpty();
    }

    @Test
    void theStreamWaitsNoLongerThanItsTimeout() {
        GroupHandle<Integer> group = evens(2);

        assertThatThrownBy(() -> group.completed(AT_ONCE).toList())
                .isInstanceOf(TaskTimeoutException.class)
                .hasMessageContaining("0 of 1 are");
    }

    @Test
    void namesTheMemberThatDoesNotExist() {
        GroupHandle<Integer> group = evens(2, 4);
        UUID unknown = new UUID(0, 1);

        assertThatThrownBy(() -> group.member(2))
                .isInstanceOf(NoSuchTaskException.class)
                .hasMessage("Group " + group.id() + " has no member 2; it has 2 members, counted from 0");
        assertThatThrownBy(() -> rig.queue.group(unknown, Integer.class).counts())
                .isInstanceOf(NoSuchTaskException.class)
                .hasMessageContaining("No group has the id " + unknown);
    }

    @Test
    void aTaskShowsTheTasksThatItEnqueued() throws SQLException {
        TaskHandle<Integer> parent = rig.queue.enqueue(Steps::twice, 1);
        for (int child : IntStream.range(0, 3).toArray()) {
            rig.bench.execute("INSERT INTO caraway_active (name, parent_id, root_id) VALUES ('child" + child + "', '"
                    + parent.id() + "', '" + parent.id() + "')");
        }

        assertThat(parent.children()).hasSize(3).allSatisfy(child -> assertThat(child.parentId())
                .isEqualTo(parent.id()));
        assertThatThrownBy(() -> rig.queue.handle(new UUID(0, 1), Object.class).children())
                .isInstanceOf(NoSuchTaskException.class);
    }
}
