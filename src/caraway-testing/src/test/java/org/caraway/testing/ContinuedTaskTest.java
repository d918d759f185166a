package org.caraway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.caraway.Task;
import org.caraway.TaskContext;
import org.caraway.TaskHandle;
import org.caraway.TaskQueue;
import org.caraway.TaskState;
import org.caraway.Workflow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A task that lets children run and goes on when they are done, with a single slot for all of them. */
class ContinuedTaskTest {

    @RegisterExtension
    static final TaskTester tester = TaskTester.of(Totals.class).with("caraway.worker.queues", "default:1");

    @ApplicationScoped
    public static class Totals {

        @Inject
        @SuppressWarnings("NullAway.Init") // injected
        private TaskContext task;

        @Inject
        @SuppressWarnings("NullAway.Init") // injected
        private TaskQueue tasks;

        @Task
        public @Nullable Integer total(List<Integer> numbers) {
            return task.continueAfter(Workflow.map(numbers, number -> tasks.call(Totals::twice, number)), Totals::sum);
        }

        @Task
        public int twice(int number) {
            return 2 * number;
        }

        @Task
        public int sum(List<Integer> numbers) {
            return numbers.stream().mapToInt(Integer::intValue).sum();
        }
    }

    @Test
    void waitsForItsChildrenWithoutASlot() {
        TaskHandle<Integer> total = tester.tasks().enqueue(Totals::total, List.of(1, 2, 3));

        tester.runOne();
        assertThat(total.state()).isEqualTo(TaskState.WAITING);
        tester.runUntilIdle();

        assertThat(total.await(Duration.ofSeconds(1))).isEqualTo(12);
    }
}
