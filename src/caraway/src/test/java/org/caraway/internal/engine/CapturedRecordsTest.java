package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.concurrent.spi.ThreadContextRestorer;
import jakarta.enterprise.concurrent.spi.ThreadContextSnapshot;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Logger;
import org.caraway.TaskLogEntry;
import org.caraway.internal.logging.LogCapture;
import org.caraway.internal.propagation.CurrentTask;
import org.caraway.internal.propagation.TaskThreadContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CapturedRecordsTest {

    private static final Logger SHOP = Logger.getLogger("shop.Captured");

    private final LogCapture capture = new LogCapture(Level.INFO);
    private final Bench bench = new Bench();

    @BeforeEach
    void begin() {
        SHOP.setUseParentHandlers(true);
        capture.start();
    }

    @AfterEach
    void end() {
        bench.close();
        capture.stop();
    }

    @Test
    void standInTheTasksLogBetweenItsOwnLines() throws InterruptedException {
        bench.define("Shop.order", arguments -> {
            CurrentTask.find().orElseThrow().log("own");
            SHOP.warning("captured");
            return null;
        });

        assertThat(logOf("Shop.order"))
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("loggedAt")
                .containsExactly(
                        new TaskLogEntry(1, Instant.EPOCH, null, null, "own"),
                        new TaskLogEntry(1, Instant.EPOCH, Level.WARNING, "shop.Captured", "captured"));
    }

    @Test
    void areCutInLength() throws InterruptedException {
        bench.define("Shop.order", arguments -> {
            SHOP.warning("x".repeat(5_000));
            return null;
        });

        assertThat(logOf("Shop.order"))
                .singleElement()
                .extracting(entry -> entry.line().length())
                .isEqualTo(4_000);
    }

    @Test
    void areCutInNumberWithALineThatSaysSo() throws InterruptedException {
        bench.define("Shop.order", arguments -> {
            for (int i = 0; i < 1_100; i++) {
                SHOP.warning("captured " + i);
            }
            return null;
        });

        List<TaskLogEntry> entries = logOf("Shop.order");

        assertThat(entries).hasSize(1_001);
        assertThat(entries.get(999).line()).isEqualTo("captured 999");
        assertThat(entries.get(1_000).line())
                .isEqualTo("The attempt logged more than 1000 records; look for the rest in the server's log");
    }

    @Test
    void ofAllThreadsThatWorkForTheAttemptAreCountedTogether() throws InterruptedException {
        bench.define("Shop.order", arguments -> {
            ThreadContextSnapshot task = new TaskThreadContext().currentContext(Map.of());
            Runnable logging = () -> {
                ThreadContextRestorer former = task.begin();
                for (int i = 0; i < 600; i++) {
                    SHOP.warning("captured");
                }
                former.endContext();
            };
            CompletableFuture.allOf(CompletableFuture.runAsync(logging), CompletableFuture.runAsync(logging))
                    .join();
            return null;
        });

        assertThat(logOf("Shop.order"))
                .hasSize(1_001)
                .filteredOn(entry -> entry.line().startsWith("The attempt logged more"))
                .hasSize(1);
    }

    /** Runs it; what was logged has been written when the worker has stopped. */
    private List<TaskLogEntry> logOf(String name) throws InterruptedException {
        bench.start();
        UUID id = bench.enqueue(name, "[]");
        bench.awaitEnd(id);
        bench.stopInBackground();
        bench.awaitStopped();
        return bench.logOf(id);
    }

    @Test
    void linesForWhichThereIsNoRoomAreCountedInTheTasksLog() {
        bench.faults().goAway("log");
        bench.define("Shop.order", arguments -> {
            for (int i = 0; i < 12_000; i++) {
                CurrentTask.find().orElseThrow().log("own " + i);
            }
            return null;
        });
        bench.start();
        UUID id = bench.enqueue("Shop.order", "[]");
        bench.awaitEnd(id);

        bench.faults().comeBack();

        bench.await(
                id, task -> bench.number("SELECT COUNT(*) FROM caraway_log WHERE task_id = '" + id + "'") == 10_001);
        assertThat(bench.number("SELECT COUNT(*) FROM caraway_log WHERE line LIKE '2000 log lines of this task were"
                        + " dropped%'"))
                .isEqualTo(1);
    }
}
