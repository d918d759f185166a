package org.caraway.internal.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.caraway.NoSuchTaskException;
import org.caraway.Signal;
import org.caraway.SignalOutcome;
import org.caraway.Task;
import org.caraway.TaskHandle;
import org.caraway.Workflow;
import org.caraway.internal.lifecycle.Parking;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.audit.AuditNote;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Signals that an application sends, to plain tasks and to steps of workflows. */
@EachDatabase
class SignalledStepTest {

    private static final Parking APPROVAL = new Parking(Parking.signal("approved"), Duration.ofHours(1));

    private final MigratedDatabase database;
    private WorkflowRig rig;

    SignalledStepTest(MigratedDatabase database) {
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

    /** A value. */
    public record Approval(String by) {}

    /** The tasks. */
    public static class Steps {

        @Task
        public int same(int number) {
            return number;
        }

        @Task
        public int sum(List<Integer> numbers) {
            return numbers.stream().mapToInt(Integer::intValue).sum();
        }

        @Task
        @Signal(name = "approved", type = Approval.class)
        @Signal(name = "count", type = int.class)
        public int order(int number) {
            return number;
        }
    }

    @Test
    void aMemberThatWaitsIsCountedWhenItHasBeenSignalledAndFinishes() throws SQLException {
        TaskHandle<Integer> sum = rig.queue.enqueue(
                Workflow.group(List.of(rig.queue.call(Steps::same, 1), rig.queue.call(Steps::same, 2)))
                        .join(Steps::sum));
        ClaimedTask waiting = rig.claim(1).get(0);
        rig.complete(waiting, new Transition.Postpone(APPROVAL));
        rig.drain();
        assertThat(rig.stateOf(sum.id())).isEqualTo("WAITING");

        assertThat(rig.queue.signal(waiting.id(), "approved", true)).isEqualTo(SignalOutcome.ACCEPTED);
        rig.drain();

        assertThat(sum.await(Duration.ofSeconds(10))).isEqualTo(3);
    }

    @Test
    void aStepThatWaitsStaysSoWhenItsWorkflowIsPausedAndResumed() throws SQLException {
        TaskHandle<Integer> last =
                rig.queue.enqueue(rig.queue.call(Steps::same, 1).then(Steps::same));
        rig.run(rig.claim(1).get(0));
        rig.complete(rig.claim(1).get(0), new Transition.Postpone(APPROVAL));

        AuditNote note = new AuditNote("ops", "pause", "x", null);
        rig.bench.store().workflows().pause(last.id(), note);
        rig.bench.store().workflows().resume(last.id(), note);

        assertThat(rig.claim(1)).isEmpty();
        rig.queue.signal(last.id(), "approved", true);
        rig.drain();
        assertThat(last.await(Duration.ofSeconds(10))).isEqualTo(1);
    }

    @Test
    void aSignalWakesNoStepOfAPausedWorkflow() throws SQLException {
        TaskHandle<Integer> last =
                rig.queue.enqueue(rig.queue.call(Steps::same, 1).then(Steps::same));
        rig.run(rig.claim(1).get(0));
        rig.complete(rig.claim(1).get(0), new Transition.Postpone(APPROVAL));
        AuditNote note = new AuditNote("ops", "pause", "x", null);
        rig.bench.store().workflows().pause(last.id(), note);

        rig.queue.signal(last.id(), "approved", true);

        assertThat(rig.claim(1)).isEmpty();
        rig.bench.store().workflows().resume(last.id(), note);
        rig.drain();
        assertThat(last.await(Duration.ofSeconds(10))).isEqualTo(1);
    }

    @Test
    void aDeclaredSignalHasItsNameAndType() {
        UUID order = rig.queue.enqueue(rig.queue.call(Steps::order, 1)).id();

        assertThatThrownBy(() -> rig.queue.signal(order, "aproved", new Approval("Ann")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("declares no signal 'aproved'; it declares approved, count. Use one of these");
        assertThatThrownBy(() -> rig.queue.signal(order, "approved", "Ann"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is a " + Approval.class.getName() + ", not a java.lang.String");
        assertThatThrownBy(() -> rig.queue.signalJson(order, "approved", "7"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The value of the signal 'approved' is no " + Approval.class.getName());
        assertThatThrownBy(() -> rig.queue.signalJson(order, "approved", "null"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no value");
        assertThat(rig.queue.signal(order, "approved", new Approval("Ann"))).isEqualTo(SignalOutcome.ACCEPTED);
        assertThat(rig.queue.signal(order, "count", 7)).isEqualTo(SignalOutcome.ACCEPTED);
        assertThat(rig.queue.signalJson(order, "approved", "{\"by\":\"Bob\"}")).isEqualTo(SignalOutcome.ALREADY_SENT);
    }

    @Test
    void aSignalIsLimitedAsArgumentsAre() {
        UUID task = rig.queue.enqueue(rig.queue.call(Steps::same, 1)).id();

        assertThatThrownBy(() -> rig.queue.signal(task, "text", "x".repeat(2 << 20)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The value of the signal 'text' is 2097154 bytes of JSON, more than 1048576;"
                        + " store the data and send its id");
        assertThatThrownBy(() -> rig.queue.signal(task, "x".repeat(101), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The name of a signal has 1 to 100");
    }

    @Test
    void aTaskIsSignalledByTheUniqueKeyThatItHolds() {
        TaskHandle<Integer> task =
                rig.queue.enqueue(rig.queue.<Integer>call("Steps.same", 1).uniqueKey("order 7"));

        assertThat(rig.queue.signal("order 7", "approved", true)).isEqualTo(SignalOutcome.ACCEPTED);
        assertThat(rig.queue.signal(task, "approved", true)).isEqualTo(SignalOutcome.ALREADY_SENT);
        assertThatThrownBy(() -> rig.queue.signal("order 8", "approved", true))
                .isInstanceOf(NoSuchTaskException.class)
                .hasMessageContaining("No task holds the unique key 'order 8'");
    }
}
