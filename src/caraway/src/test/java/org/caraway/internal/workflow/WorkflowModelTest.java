package org.caraway.internal.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.caraway.AnyWorkflow;
import org.caraway.TaskError;
import org.caraway.TaskState;
import org.caraway.WorkflowNode;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.workflow.ModelSteps.Fate;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Random compositions on the real store against {@link WorkflowModel}. {@code -Dworkflow.shapes=20000} tries more, and
 * {@code -Dworkflow.seed=7} others; a failure names the seed of its shape, which {@code -Dworkflow.shapes=1} with that
 * seed runs alone.
 */
@EachDatabase
class WorkflowModelTest {

    private static final int SHAPES = Integer.getInteger("workflow.shapes", 250);
    private static final long SEED = Long.getLong("workflow.seed", 20261130);
    private static final int AT_ONCE = 40;
    private static final TaskError AGAIN = new TaskError("java.io.IOException", "again", "trace");

    private final MigratedDatabase database;
    private final ModelSteps steps = new ModelSteps();
    private final Map<String, List<Long>> finished = new HashMap<>();
    private long clock;
    private WorkflowRig rig;

    WorkflowModelTest(MigratedDatabase database) {
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

    /** A composition and the workflow that was made of it. */
    private record Shape(long seed, WorkflowNode node, UUID id) {}

    @Test
    void randomWorkflowsDoWhatAPlainModelOfThemDoes() throws SQLException {
        for (int first = 0; first < SHAPES; first += AT_ONCE) {
            boolean ordered = first / AT_ONCE % 3 == 0;
            steps.tellMessages(ordered);
            List<Shape> shapes = new ArrayList<>();
            for (int i = first; i < Math.min(first + AT_ONCE, SHAPES); i++) {
                long seed = SEED + i;
                WorkflowNode node = new RandomComposition(new Random(seed), "w" + seed + ".", ordered).compose();
                shapes.add(new Shape(
                        seed, node, rig.queue.enqueue(AnyWorkflow.of(node)).id()));
            }
            run(new Random(SEED + first), ordered ? 1 : 6);
            assertThat(rig.bench.count("SELECT COUNT(*) FROM caraway_active"))
                    .as("steps that wait for ever, seeds from " + (SEED + first))
                    .isZero();
            assertThat(rig.bench.count("SELECT COUNT(*) FROM caraway_group WHERE pending <> 0"))
                    .as("counters, seeds from " + (SEED + first))
                    .isZero();
            for (Shape shape : shapes) {
                check(shape, ordered);
            }
            finished.clear();
        }
    }

    /** Runs all that is due in a random order, some of it twice. */
    private void run(Random random, int largestBatch) throws SQLException {
        List<ClaimedTask> held = new ArrayList<>();
        while (true) {
            if (held.isEmpty() || random.nextInt(8) == 0) {
                held.addAll(rig.claim(50));
            }
            if (held.isEmpty()) {
                if (rig.bench.count("SELECT COUNT(*) FROM caraway_active WHERE run_at IS NOT NULL") == 0) {
                    return;
                }
                continue;
            }
            List<AttemptCompletion> batch = new ArrayList<>();
            for (int size = 1 + random.nextInt(largestBatch); size > 0 && !held.isEmpty(); size--) {
                ClaimedTask task = held.remove(random.nextInt(held.size()));
                batch.add(new AttemptCompletion(task, attempt(task), null));
            }
            assertThat(rig.completeAll(batch)).isEmpty();
            if (random.nextInt(5) == 0) {
                assertThat(rig.completeAll(batch)).hasSize(batch.size());
            }
        }
    }

    private Transition attempt(ClaimedTask task) {
        Transition next = rig.outcomeOf(task);
        String text = steps.takeLatest();
        assertThat(text).as("a step was not called: " + next + ", " + task).isNotEmpty();
        Fate fate = Fate.of(text);
        if (fate == Fate.RETRIES && task.attempt() < 3) {
            return new Transition.Retry(Duration.ZERO, AGAIN);
        }
        finished.computeIfAbsent(text, any -> new ArrayList<>()).add(++clock);
        if (fate == Fate.IS_REVOKED) {
            rig.queue.handle(task.id(), Object.class).revoke();
            return new Transition.Fail(AGAIN);
        }
        return next;
    }

    private void check(Shape shape, boolean ordered) throws SQLException {
        String what = "seed " + shape.seed() + ": " + RandomComposition.describe(shape.node());
        Set<String> missing = new HashSet<>();
        WorkflowModel model = new WorkflowModel(
                text -> {
                    List<Long> times = finished.get(text);
                    if (times == null) {
                        missing.add(text);
                        return 0;
                    }
                    return times.get(0);
                },
                ordered);
        WorkflowModel.End end = model.run(shape.node());
        assertThat(missing).as("not run, " + what).isEmpty();
        assertThat(callsOf(shape)).as("calls, " + what).containsExactlyEntriesOf(model.calls());
        Map<TaskState, Integer> states = statesOf(shape.id());
        if (ordered) {
            assertThat(states).as("states, " + what).isEqualTo(model.states());
        } else {
            assertThat(WorkflowModel.merged(states))
                    .as("states, " + what)
                    .isEqualTo(WorkflowModel.merged(model.states()));
        }
        String state = rig.stateOf(shape.id());
        assertThat(state.equals("SUCCESS")).as(what).isEqualTo(end.succeeded());
        if (end.succeeded()) {
            assertThat(ModelSteps.textOf(json(rig.resultOf(shape.id())), ordered))
                    .as("result, " + what)
                    .isEqualTo(model.textOf(end.value()));
        }
    }

    private Map<String, Integer> callsOf(Shape shape) {
        Map<String, Integer> calls = new TreeMap<>();
        String prefix = "w" + shape.seed() + ".";
        finished.forEach((text, times) -> {
            if (text.startsWith(prefix)) {
                calls.put(text, times.size());
            }
        });
        return calls;
    }

    private Map<TaskState, Integer> statesOf(UUID workflow) throws SQLException {
        Map<TaskState, Integer> states = new EnumMap<>(TaskState.class);
        try (var connection = database.dataSource().getConnection();
                var select = connection.prepareStatement(
                        "SELECT state, COUNT(*) FROM caraway_finished WHERE workflow_id = ? GROUP BY state")) {
            select.setObject(1, workflow);
            try (var row = select.executeQuery()) {
                while (row.next()) {
                    states.put(TaskState.valueOf(row.getString(1)), row.getInt(2));
                }
            }
        }
        return states;
    }

    private static JsonValue json(@Nullable String text) {
        try (JsonReader reader = JsonProvider.provider().createReader(new StringReader(String.valueOf(text)))) {
            return reader.readValue();
        }
    }
}
