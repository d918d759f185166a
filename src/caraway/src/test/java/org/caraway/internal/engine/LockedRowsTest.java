package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.caraway.TaskState;
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
}
