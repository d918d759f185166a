package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.caraway.QueueUnavailableException;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Completions that the database does not take at the first try. */
class CompletionRetryTest {

    private final Bench bench = new Bench();

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void anUnknownFailureIsRetriedWithoutASecondAttempt() {
        assertWrittenAgain(() -> new IllegalStateException("a pool's own"));
    }

    @Test
    void aPassingOutageIsRetriedWithoutASecondAttempt() {
        assertWrittenAgain(() -> new QueueUnavailableException("The database is away"));
    }

    private void assertWrittenAgain(Supplier<RuntimeException> failure) {
        AtomicInteger calls = new AtomicInteger();
        bench.define("Math.count", arguments -> calls.incrementAndGet());
        bench.start();
        bench.faults().failNext("completeUnlocked", failure);

        TaskView task = bench.runToEnd("Math.count", "[]");

        assertThat(task.state()).isEqualTo(TaskState.SUCCESS);
        assertThat(task.result()).isEqualTo("1");
        assertThat(task.attempt()).isEqualTo(1);
        assertThat(task.deliveries()).isZero();
        assertThat(calls).hasValue(1);
    }
}
