package org.caraway.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.caraway.Task;
import org.caraway.TaskFailedException;
import org.caraway.TaskHandle;
import org.caraway.TaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Applications beside one another, and what a tester refuses. */
class TwoTestersTest {

    @RegisterExtension
    static final TaskTester one = TaskTester.of(Answers.class);

    @RegisterExtension
    static final TaskTester other = TaskTester.of(Answers.class).with("caraway.default-queue", "slow");

    @ApplicationScoped
    public static class Answers {

        @Task
        public int answer() {
            return 42;
        }

        @Task
        public void moveTheClock() {
            one.advance(Duration.ofDays(1));
        }
    }

    @Test
    void eachHasTasksAClockAndSettingsOfItsOwn() {
        TaskHandle<Integer> answer = other.tasks().enqueue(Answers::answer);

        one.advance(Duration.ofDays(1));
        one.runUntilIdle();

        assertThat(answer.state()).isEqualTo(TaskState.PENDING);
        assertThat(answer.view().queue()).isEqualTo("slow");
        one.assertNotEnqueued(one.tasks().call(Answers::answer));
        assertThat(other.now()).isCloseTo(Instant.now(), within(1, ChronoUnit.HOURS));
    }

    @Test
    void tasksOfAPausedQueueAreLeft() {
        TaskHandle<Integer> answer = one.tasks().enqueue(Answers::answer);
        one.admin().pause("default");

        one.runUntilIdle();
        assertThat(answer.state()).isEqualTo(TaskState.PENDING);
        one.admin().resume("default");
        one.runUntilIdle();

        assertThat(answer.state()).isEqualTo(TaskState.SUCCESS);
    }

    @Test
    void theClockDoesNotMoveWhileATaskRuns() {
        TaskHandle<?> moving = one.tasks().enqueue(Answers::moveTheClock);

        one.runUntilIdle();

        assertThatThrownBy(() -> moving.await(Duration.ofSeconds(1)))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("The clock cannot be moved while a task runs");
    }

    @Test
    void aSettingThatComesTooLateIsRefused() {
        assertThatThrownBy(() -> one.with("caraway.default-queue", "late"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The application runs already; set 'caraway.default-queue' where the tester is created");
    }
}
