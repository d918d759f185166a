package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.admin.WorkerOrder;
import org.caraway.internal.registry.ParameterShapes;
import org.caraway.internal.registry.TaskParameter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Workers of two releases that have one definition with different parameters. */
class RollingDeploymentTest {

    private static final Duration LONG = Duration.ofMinutes(10);

    private final Bench bench = new Bench();

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void argumentsThatAnotherReleaseMayReadWaitForIt() {
        bench.define("Math.twice", arguments -> arguments.length, int.class);
        bench.store()
                .workers()
                .register("new", "host", Map.of("default", 1), Set.of("Math.twice"), LONG, WorkerOrder.WORK);
        bench.store().workers().describe("new", Map.of("Math.twice", "of the new release"));
        bench.start();
        UUID id = bench.enqueue("Math.twice", "[\"twenty-one\"]");

        TaskView waiting = bench.await(id, task -> task.state() == TaskState.PENDING && task.attempt() > 0);
        bench.store().releases().releaseAll("new");

        assertThat(waiting.retries()).isZero();
        assertThat(waiting.deliveries()).isZero();
        assertThat(bench.failedAttempts(id)).isZero();
        assertThat(bench.awaitEnd(id).state()).isEqualTo(TaskState.FAILURE);
    }

    @Test
    void argumentsFromANodeOfAnotherReleaseWithoutAWorkerWaitForItsFirstWorker() {
        bench.define("Math.twice", arguments -> arguments.length, int.class);
        bench.store().workers().announce(Map.of("Math.twice", "of the new release"));
        bench.start();
        UUID id = bench.enqueue("Math.twice", "[\"twenty-one\"]");

        TaskView waiting = bench.await(id, task -> task.state() == TaskState.PENDING && task.attempt() > 0);

        assertThat(bench.failedAttempts(id)).isZero();
        assertThat(waiting.deliveries()).isZero();
    }

    @Test
    void argumentsThatNoOtherWorkerReadsDifferentlyFailAtOnce() {
        bench.define("Math.twice", arguments -> arguments.length, int.class);
        bench.start();
        bench.store()
                .workers()
                .register("same", "host", Map.of("default", 1), Set.of("Math.twice"), LONG, WorkerOrder.WORK);
        bench.store()
                .workers()
                .describe(
                        "same",
                        Map.of(
                                "Math.twice",
                                ParameterShapes.signature(List.of(new TaskParameter("value", int.class)))));

        TaskView task = bench.runToEnd("Math.twice", "[\"twenty-one\"]");

        assertThat(task.state()).isEqualTo(TaskState.FAILURE);
        assertThat(task.attempt()).isEqualTo(1);
    }
}
