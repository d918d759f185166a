package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.caraway.TaskState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An executor with four threads and an endless queue, as WildFly's default one is, refuses nothing. */
class FewThreadsTest {

    private final ThreadPoolExecutor few =
            new ThreadPoolExecutor(4, 4, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    private final Bench bench = new Bench(few);

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void itIsReportedWithTheLineThatCuresItAndThenCured() {
        bench.define("Math.one", arguments -> 1);

        try (LogLines lines = new LogLines(Worker.class)) {
            bench.start();

            assertThat(lines.all())
                    .anyMatch(line -> line.contains("the managed executor 'caraway.executor' has begun only 4 of its ")
                            && line.contains("managed-executor-service=default:write-attribute(name=core-threads,"));
        }
        assertThat(bench.worker().health().waitingLoops()).contains("claim");

        few.setMaximumPoolSize(64);
        few.setCorePoolSize(64);

        UUID id = bench.enqueue("Math.one", "[]");
        assertThat(bench.awaitEnd(id).state()).isEqualTo(TaskState.SUCCESS);
        assertThat(bench.worker().health().waitingLoops()).isEmpty();
    }
}
