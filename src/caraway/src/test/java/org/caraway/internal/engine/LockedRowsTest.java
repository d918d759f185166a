package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.caraway.Progress;
import org.caraway.QueueUnavailableException;
import org.caraway.TaskState;
import org.caraway.internal.propagation.CurrentTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The engine when somebody else has locked the rows of its tasks. */
class LockedRowsTest {

    private final Bench bench = new Bench();

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void anEndWhoseRowIsLockedHoldsUpNoOtherAndIsNotLost() throws InterruptedException, SQLException {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        bench.define("Long.run", arguments -> {
            started.countDown();
            release.await();
            return "done";
        });
        bench.define("Math.one", arguments -> 1);
        bench.start();
        UUID locked = bench.enqueue("Long.run", "[]");
        started.await();

        try (Connection session = bench.database().lock(locked)) {
            release.countDown();
            for (int round = 0; round < 3; round++) {
                assertThat(bench.runToEnd("Math.one", "[]").state()).isEqualTo(TaskState.SUCCESS);
            }
            assertThat(bench.view(locked).state()).isEqualTo(TaskState.STARTED);
            session.rollback();
        }

        assertThat(bench.awaitEnd(locked).attempt()).isEqualTo(1);
        assertThat(bench.view(locked).result()).isEqualTo("\"done\"");
    }

    @Test
    void reportsWhoseRowIsLockedHoldUpNoOtherAndAreNotLost() throws InterruptedException, SQLException {
        CountDownLatch report = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        bench.define("Long.run", arguments -> {
            report.await();
            CurrentTask.find().orElseThrow().progress(1, 2, "half");
            CurrentTask.find().orElseThrow().log("a line");
            release.await();
            return null;
        });
        bench.start();
        UUID locked = bench.enqueue("Long.run", "[]");
        UUID free = bench.enqueue("Long.run", "[]");
        bench.await(locked, task -> task.state() == TaskState.STARTED);
        bench.await(free, task -> task.state() == TaskState.STARTED);

        try (Connection session = bench.database().lock(locked)) {
            report.countDown();
            bench.await(free, task -> task.progress() != null);
            bench.await(locked, task -> bench.number("SELECT COUNT(*) FROM caraway_log") == 2);
            assertThat(bench.view(locked).progress()).isNull();
            session.rollback();
        }

        assertThat(bench.await(locked, task -> task.progress() != null).progress())
                .isEqualTo(new Progress(1, 2, "half"));
        release.countDown();
        bench.awaitEnd(locked);
        bench.awaitEnd(free);
    }

    @Test
    void aReportThatCouldNotBeWrittenIsWrittenLater() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        bench.define("Long.run", arguments -> {
            bench.faults().failNext("report", () -> new QueueUnavailableException("The database is away"));
            CurrentTask.find().orElseThrow().progress(1, 2, "half");
            release.await();
            return null;
        });
        bench.start();
        UUID id = bench.enqueue("Long.run", "[]");

        assertThat(bench.await(id, task -> task.progress() != null).progress()).isEqualTo(new Progress(1, 2, "half"));
        release.countDown();
        bench.awaitEnd(id);
    }
}
