package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.caraway.internal.observation.LoggedRecords;
import org.caraway.internal.observation.StepLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the whole engine logs of a task, at INFO and above. */
class StepLinesTest {

    private final LoggedRecords logged = new LoggedRecords("org.caraway");
    /** With one slot, the steps of a task's attempts are logged in their order. */
    private final Bench bench = new Bench().slots(1).observers(new StepLog(Level.INFO, call -> Optional.empty()));

    @AfterEach
    void close() {
        bench.close();
        logged.close();
    }

    @Test
    void aTaskThatFailsOnceIsLoggedOnceForEachStep() {
        CountDownLatch first = new CountDownLatch(1);
        bench.retryFor(IOException.class).define("Mail.send", arguments -> {
            if (first.getCount() > 0) {
                first.countDown();
                throw new IOException("no route");
            }
            return null;
        });
        bench.start();

        UUID id = bench.enqueue("Mail.send", "[]");
        bench.awaitEnd(id);

        assertThat(startsOf(id, 4))
                .containsExactly(
                        "INFO Task started",
                        "WARNING Task failed, runs again in PT0.001S",
                        "INFO Task started",
                        "INFO Task succeeded");
    }

    @Test
    void aTaskThatRunsIntoItsTimeLimitIsLoggedOnce() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        bench.limits(Duration.ofSeconds(5), Duration.ofSeconds(5)) // time enough to begin
                .define("Long.run", arguments -> never.await(1, TimeUnit.MINUTES));
        bench.start();

        UUID id = bench.enqueue("Long.run", "[]");
        bench.awaitEnd(id);

        assertThat(startsOf(id, 2))
                .containsExactly("INFO Task started", "WARNING Task failed by its time limit for good");
    }

    /** Of the lines of the step log, once there are so many; the end of a task is logged after it is written. */
    private List<String> startsOf(UUID id, int atLeast) {
        bench.await(id, task -> linesOf(id).size() >= atLeast);
        return linesOf(id);
    }

    private List<String> linesOf(UUID id) {
        return logged.lines().stream()
                .filter(line -> line.startsWith("INFO") || line.startsWith("WARNING"))
                .filter(line -> line.contains(id.toString()))
                .map(line -> line.replaceFirst(": id=.*", ""))
                .filter(line -> !line.contains("came free after"))
                .toList();
    }
}
