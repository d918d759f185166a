package org.caraway.internal.workflow;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.caraway.Join;
import org.caraway.TaskHandle;
import org.caraway.TaskState;
import org.caraway.Workflow;
import org.caraway.admin.WorkflowView;
import org.caraway.admin.WorkflowView.Counts;
import org.caraway.admin.WorkflowView.Edge;
import org.caraway.admin.WorkflowView.Kind;
import org.caraway.admin.WorkflowView.Node;
import org.caraway.admin.WorkflowView.When;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The view of a workflow, and its pictures. */
@EachDatabase
class WorkflowViewTest {

    private final MigratedDatabase database;
    private WorkflowRig rig;

    WorkflowViewTest(MigratedDatabase database) {
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

    private WorkflowView view(UUID id) {
        return rig.bench.store().workflows().reads().view(id, null, 100).orElseThrow();
    }

    private static Edge edge(WorkflowView view, String label) {
        return requireNonNull(node(view, label).after());
    }

    private static Node node(WorkflowView view, String label) {
        return view.nodes().stream()
                .filter(node -> node.label().equals(label))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void equalMembersAreOneNodeWithTheirCounts() {
        TaskHandle<Integer> last = rig.queue.enqueue(rig.queue
                .call(Steps::upTo, 300)
                .<Integer, Integer>thenEachCompose(
                        number -> number.then(Steps::twice).then(Steps::plus, 1))
                .atMost(20)
                .join(Steps::sum)
                .named("nightly"));
        rig.run(rig.claim(1).get(0));
        rig.runAll(rig.claim(10));

        WorkflowView view = view(last.id());

        assertThat(view.name()).isEqualTo("nightly");
        assertThat(view.state()).isEqualTo(TaskState.WAITING);
        assertThat(view.progress()).isEqualTo(new Counts(11, 0, 0, 0, 20, 571));
        assertThat(view.nodes())
                .extracting(Node::label, Node::kind, node -> node.counts().total())
                .containsExactlyInAnyOrder(
                        tuple("Steps.upTo", Kind.STEP, 1L),
                        tuple("Steps.twice", Kind.STEP, 300L),
                        tuple("Steps.plus", Kind.STEP, 300L),
                        tuple("group", Kind.GROUP, 1L),
                        tuple("Steps.sum", Kind.STEP, 1L));
        assertThat(node(view, "Steps.twice").counts()).isEqualTo(new Counts(10, 0, 0, 0, 10, 280));
        assertThat(node(view, "Steps.plus").group())
                .isEqualTo(node(view, "group").key());
        assertThat(edge(view, "Steps.plus").from())
                .isEqualTo(node(view, "Steps.twice").key());
        assertThat(edge(view, "Steps.sum").from()).isEqualTo(node(view, "group").key());
        assertThat(view(node(view, "Steps.plus").id()).nodes()).isEqualTo(view.nodes());
    }

    @Test
    void membersThatAreComposedOtherwiseAreNodesOfTheirOwn() {
        TaskHandle<List<Integer>> group = rig.queue.enqueue(Workflow.group(
                rig.queue.call(Steps::twice, 1),
                rig.queue.call(Steps::twice, 2),
                rig.queue.call(Steps::twice, 3).then(Steps::plus, 1)));

        assertThat(view(group.id()).nodes())
                .extracting(Node::name, node -> node.counts().total())
                .containsExactlyInAnyOrder(
                        tuple("Steps.twice", 2L),
                        tuple("Steps.twice", 1L),
                        tuple("Steps.plus", 1L),
                        tuple("caraway.group", 1L));
    }

    @Test
    void branchesAndCallbacksAreShownWithTheirConditions() {
        TaskHandle<Integer> last = rig.queue.enqueue(rig.queue
                .call(Steps::plus, 3, 0)
                .thenIf(Steps::isEven, n -> n.then(Steps::twice))
                .orElse(n -> n.then(Steps::failIfOdd))
                .onFailure(Steps::alert));
        rig.drain();

        WorkflowView view = view(last.id());

        assertThat(view.state()).isEqualTo(TaskState.FAILURE);
        assertThat(view.finishedAt()).isNotNull();
        assertThat(edge(view, "Steps.twice").when()).isEqualTo(When.TRUE);
        assertThat(node(view, "Steps.twice").counts().state()).isEqualTo(TaskState.SKIPPED);
        assertThat(edge(view, "Steps.failIfOdd").when()).isEqualTo(When.FALSE);
        assertThat(edge(view, "Steps.alert").when()).isEqualTo(When.FAILURE);
    }

    @Test
    void aLongWorkflowIsReadInPages() {
        Workflow<Integer> chain = rig.queue.call(Steps::twice, 1);
        for (int step : IntStream.range(0, 24).toArray()) {
            chain = chain.then(Steps::plus, step);
        }
        UUID id = rig.queue.enqueue(chain).id();

        WorkflowView first =
                rig.bench.store().workflows().reads().view(id, null, 15).orElseThrow();
        WorkflowView second =
                rig.bench.store().workflows().reads().view(id, first.next(), 15).orElseThrow();

        assertThat(first.nodes()).hasSize(15);
        assertThat(second.nodes()).hasSize(10).doesNotContainAnyElementsOf(first.nodes());
        assertThat(second.next()).isNull();
        assertThat(second.progress().total()).isEqualTo(25);
    }

    @Test
    void aTaskWithoutWorkflowHasNoView() {
        UUID id = rig.queue.enqueue(Steps::twice, 1).id();

        assertThat(rig.bench.store().workflows().reads().view(id, null, 10)).isEmpty();
    }

    @Test
    void picturesShowAllNodes() {
        TaskHandle<String> last = rig.queue.enqueue(Workflow.zip(
                        rig.queue.call(Steps::text, 1).named("a \"<b>\" & c"),
                        rig.queue
                                .call(Steps::upTo, 3)
                                .thenEach(Steps::failIfOdd)
                                .join(Steps::sum, Join.atLeast(1)))
                .then(Steps::both)
                .onFailure(Steps::alert));
        rig.drain();

        WorkflowView view = view(last.id());

        assertThat(view.dot())
                .startsWith("digraph workflow {")
                .contains("label=\"a \\\"<b>\\\" & c\\nSUCCESS\"", "subgraph cluster_", "label=\"on failure\"");
        assertThat(view.mermaid())
                .startsWith("flowchart LR")
                .contains("a &quot;&lt;b&gt;&quot; &amp; c<br/>SUCCESS", "-. on failure .->", "3/3, 2 failed");
        assertThat(view.svg())
                .startsWith("<svg ")
                .contains("a &quot;&lt;b&gt;&quot; &amp; c", "Steps.failIfOdd", "on failure", "Steps.both")
                .doesNotContain("<b>");
    }
}
