package org.caraway.internal.store.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.caraway.TaskLogEntry;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.LogLine;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** Reading the log lines of a task. */
@EachDatabase
class TaskLogTest {

    private final StoreUnderTest bench;

    TaskLogTest(MigratedDatabase database) throws SQLException {
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void linesComeInOrderWithLevelAndLogger() {
        ClaimedTask task = bench.started();
        bench.store()
                .reports()
                .log(List.of(
                        new LogLine(task, Instant.EPOCH, "own"),
                        new LogLine(task, Instant.EPOCH, Level.WARNING, "shop\0Orders", "captured")));

        assertThat(bench.store().reads().logOf(task.id(), 10))
                .containsExactly(
                        new TaskLogEntry(1, Instant.EPOCH, null, null, "own"),
                        new TaskLogEntry(1, Instant.EPOCH, Level.WARNING, "shop\uFFFDOrders", "captured"));
    }

    @Test
    void onlyTheNewestAreRead() {
        ClaimedTask task = bench.started();
        bench.store()
                .reports()
                .log(Stream.of("first", "second", "third")
                        .map(line -> new LogLine(task, Instant.EPOCH, line))
                        .toList());

        assertThat(bench.store().reads().logOf(task.id(), 2))
                .extracting(TaskLogEntry::line)
                .containsExactly("second", "third");
    }

    @Test
    void ofLinesWithMoreThanTwoMillionCharactersOnlyTheNewestAreRead() {
        ClaimedTask task = bench.started();
        bench.store()
                .reports()
                .log(IntStream.range(0, 510)
                        .mapToObj(number -> new LogLine(
                                task, Instant.EPOCH, "%04d".formatted(number).repeat(1_000)))
                        .toList());

        List<TaskLogEntry> read = bench.store().reads().logOf(task.id(), 10_000);

        assertThat(read).hasSize(500);
        assertThat(read.get(0).line()).startsWith("0010");
    }

    @Test
    void aTaskThatLoggedNothingHasNoLines() {
        assertThat(bench.store().reads().logOf(bench.started().id(), 10)).isEmpty();
    }
}
