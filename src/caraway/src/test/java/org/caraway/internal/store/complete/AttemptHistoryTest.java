package org.caraway.internal.store.complete;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.LogLine;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** What is kept of the attempts of a live task that is retried without end. */
@EachDatabase
class AttemptHistoryTest {

    private final MigratedDatabase database;
    private final StoreUnderTest bench;

    AttemptHistoryTest(MigratedDatabase database) throws SQLException {
        this.database = database;
        bench = new StoreUnderTest(database.dataSource());
    }

    @Test
    void theFirstAndTheLastAttemptsAndTheirLogLinesAreKept() {
        bench.insert(1);
        for (int attempt = 1; attempt <= 250; attempt++) {
            ClaimedTask running = bench.claim(1).get(0);
            bench.store().reports().log(List.of(new LogLine(running, Instant.now(), "line")));
            bench.complete(running, new Transition.Retry(Duration.ZERO, StoreUnderTest.ERROR));
        }

        List<String> kept = Stream.concat(
                        IntStream.rangeClosed(1, 50).boxed(),
                        IntStream.rangeClosed(201, 250).boxed())
                .map(String::valueOf)
                .toList();
        assertThat(database.texts("SELECT attempt FROM caraway_attempt ORDER BY attempt"))
                .isEqualTo(kept);
        assertThat(database.texts("SELECT attempt FROM caraway_log ORDER BY attempt"))
                .isEqualTo(kept);
    }

    @Test
    void attemptsThatAreGivenBackAreBoundedToo() {
        bench.insert(1);
        for (int attempt = 1; attempt <= 250; attempt++) {
            ClaimedTask running = bench.claim(1).get(0);
            bench.store().releases().releaseStarted(List.of(running));
        }

        assertThat(database.number("SELECT COUNT(*) FROM caraway_attempt")).isEqualTo(100);
    }
}
