package org.caraway.internal.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.caraway.Outcome;
import org.caraway.Task;
import org.caraway.TaskHandle;
import org.caraway.TaskState;
import org.caraway.internal.webhook.WebhookTask;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Workflows and calls whose end is reported to an address. */
@EachDatabase
class NotifiedWorkflowTest {

    private static final URI ADDRESS = URI.create("https://hooks.example.com/a");

    private final Steps steps = new Steps();
    private final WorkflowRig rig;

    NotifiedWorkflowTest(MigratedDatabase database) throws SQLException {
        rig = new WorkflowRig(database.dataSource(), steps);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    /** The tasks. */
    public static class Steps {

        private final List<String> sent = new CopyOnWriteArrayList<>();

        @Task
        public int half(int number) {
            if (number % 2 == 1) {
                throw new IllegalArgumentException("odd");
            }
            return number / 2;
        }

        @Task(name = WebhookTask.NAME)
        public void send(Outcome<Object> outcome, URI to) {
            sent.add(outcome.state() + " of " + outcome.taskId() + " to " + to);
        }
    }

    @Test
    void aCallReportsItsSuccessOnce() throws SQLException {
        TaskHandle<Integer> task =
                rig.queue.enqueue(rig.queue.call(Steps::half, 4).notify(ADDRESS));

        rig.drain();

        assertThat(steps.sent).containsExactly("SUCCESS of " + task.id() + " to " + ADDRESS);
    }

    @Test
    void aWorkflowReportsItsFailureOnce() throws SQLException {
        TaskHandle<Integer> task = rig.queue.enqueue(rig.queue
                .call(Steps::half, 2)
                .then(Steps::half)
                .then(Steps::half)
                .notify(ADDRESS));

        rig.drain();

        assertThat(task.state()).isEqualTo(TaskState.FAILURE);
        assertThat(steps.sent).containsExactly("FAILURE of " + task.id() + " to " + ADDRESS);
    }
}
