package org.caraway.internal.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.caraway.InvalidWorkflowException;
import org.caraway.Join;
import org.caraway.TaskHandle;
import org.caraway.UniqueKey;
import org.caraway.Workflow;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Workflows as JSON. */
@EachDatabase
class WorkflowJsonTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final MigratedDatabase database;
    private final Steps steps = new Steps();
    private WorkflowRig rig;

    WorkflowJsonTest(MigratedDatabase database) {
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

    private Object resultOf(String json) {
        TaskHandle<Object> last = rig.queue.enqueue(rig.queue.<Object>workflow(json));
        rig.drain();
        return last.await(SOON);
    }

    private Map<String, String> problems(String json) {
        try {
            rig.queue.workflow(json);
            return Map.of();
        } catch (InvalidWorkflowException invalid) {
            return invalid.problems();
        }
    }

    @Test
    void eachKindOfNodeIsTheSameAfterwards() {
        Workflow<?> everything = Workflow.zip(
                        rig.queue
                                .call(Steps::text, 1)
                                .priority(7)
                                .in(Duration.ofSeconds(0))
                                .label("a", "b"),
                        rig.queue
                                .call(Steps::upTo, 3)
                                .<Integer, Integer>thenEachCompose(
                                        n -> n.then(Steps::plus, 1).then(Steps::failIfOdd))
                                .atMost(2)
                                .join(Steps::sum, Join.atLeast(1)))
                .then(Steps::both)
                .onSuccess(rig.queue.call(Steps::note, 1))
                .onFailure(Steps::alert)
                .named("all")
                .with(call -> call.queue("mail").header("h", "i").unique(UniqueKey.of("k")));
        Workflow<?> conditional = rig.queue
                .call(Steps::twice, 2)
                .thenIf(Steps::isEven, n -> n.then(Steps::twice))
                .orElse(n -> n.then(Steps::plus, 1));

        for (Workflow<?> workflow : List.of(everything, conditional)) {
            String json = rig.queue.json(workflow);
            assertThat(rig.queue.json(rig.queue.workflow(json))).isEqualTo(json);
        }
    }

    @Test
    void aWorkflowFromJsonRuns() {
        assertThat(resultOf("{\"chain\": [{\"task\": \"Steps.upTo\", \"arguments\": [4]},"
                        + "{\"each\": {\"task\": \"Steps.plus\", \"takes\": \"RESULT\", \"arguments\": [10]}},"
                        + "{\"task\": \"Steps.sum\", \"takes\": \"RESULT\"}]}"))
                .isEqualTo(50);
        assertThat(resultOf("{\"chain\": [{\"group\": [{\"task\": \"Steps.text\", \"arguments\": [1]},"
                        + "{\"task\": \"Steps.twice\", \"arguments\": {\"number\": 2}}]},"
                        + "{\"task\": \"Steps.both\", \"takes\": \"MEMBERS\"}]}"))
                .isEqualTo("<1>4");
    }

    @Test
    void allProblemsAreReportedByTheirPlaces() {
        assertThat(problems("{\"chain\": [{\"task\": \"Steps.upTo\", \"arguments\": [\"x\"]},"
                        + "{\"each\": {\"task\": \"Steps.twice\", \"takes\": \"ALL\"}, \"join\": \"SOME\"},"
                        + "{\"tsk\": \"Steps.sum\"}, 7, {\"with\": {\"task\": \"Steps.note\", \"arguments\": [1],"
                        + "\"options\": {\"priority\": 10, \"colour\": 1}}}]}"))
                .containsOnlyKeys(
                        "/chain/0/arguments/0",
                        "/chain/1",
                        "/chain/1/each/takes",
                        "/chain/1/each/arguments",
                        "/chain/2",
                        "/chain/2/tsk",
                        "/chain/3",
                        "/chain/4/with/options",
                        "/chain/4/with/options/colour");
        assertThat(problems("{\"chain\": [")).containsOnlyKeys("");
    }

    @Test
    void theDepthIsBounded() {
        String deep = "{\"group\": [".repeat(101) + "{\"task\": \"Steps.upTo\", \"arguments\": [1]}" + "]}".repeat(101);

        assertThat(problems(deep).values()).containsExactly("The workflow is nested more than 100 deep");
    }

    @Test
    void aRemoteWorkflowHasRemoteTasksOnly() {
        assertThatThrownBy(() -> rig.queue.remoteWorkflow("{\"task\": \"Steps.upTo\", \"arguments\": [1]}"))
                .isInstanceOf(InvalidWorkflowException.class)
                .hasMessageContaining("/task=No remote task has this name");
    }
}
