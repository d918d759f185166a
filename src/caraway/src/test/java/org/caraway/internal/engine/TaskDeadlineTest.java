package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.caraway.TaskError;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.TimeLimitException;
import org.caraway.internal.registry.RetentionSettings;
import org.caraway.internal.store.model.NewTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The deadline of a whole task. */
class TaskDeadlineTest {

    private final Bench bench = new Bench().slots(1);
    private final AtomicInteger calls = new AtomicInteger();

    @AfterEach
    void stop() {
        bench.close();
    }

    private void ageByTwoHours() {
        bench.execute("UPDATE caraway_active SET created_at = created_at - INTERVAL '2' HOUR");
    }

    private void define(Duration deadline) {
        bench.keeping(new RetentionSettings(null, false, null, deadline))
                .retryFor(Throwable.class)
                .define("Slow.run", arguments -> {
                    if (calls.incrementAndGet() == 1) {
                        ageByTwoHours();
                        throw new IllegalStateException("again");
                    }
                    return 1;
                });
        bench.start();
    }

    @Test
    void noAttemptBeginsAfterItAndTheTaskFails() {
        define(Duration.ofHours(1));

        TaskView task = bench.runToEnd("Slow.run", "[]");

        TaskError error = Objects.requireNonNull(task.error(), "error");
        assertThat(task.state()).isEqualTo(TaskState.FAILURE);
        assertThat(error.type()).isEqualTo(TimeLimitException.class.getName());
        assertThat(error.message())
                .endsWith(" does not begin: the task was enqueued longer ago than its deadline of PT1H; enqueue it"
                        + " again, or raise deadline and retry it");
        assertThat(calls).hasValue(1);
    }

    @Test
    void beforeItTheTaskIsRetriedAsEver() {
        define(Duration.ofHours(3));

        assertThat(bench.runToEnd("Slow.run", "[]").state()).isEqualTo(TaskState.SUCCESS);
    }

    @Test
    void ofACallReplacesThatOfTheDefinition() {
        define(Duration.ofHours(1));
        UUID id = UUID.randomUUID();

        bench.enqueue(
                NewTask.of(id, "Slow.run").options(Map.of("deadline", "PT3H")).build());

        assertThat(bench.awaitEnd(id).state()).isEqualTo(TaskState.SUCCESS);
    }
}
