package org.caraway.internal.store.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.caraway.test.EachDatabase;
import org.caraway.test.Isolation;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.StoreUnderTest;
import org.junit.jupiter.api.Test;

/** Rows of the feed: written while somebody follows, read in order, deleted when old. */
@EachDatabase(isolation = {Isolation.READ_COMMITTED, Isolation.REPEATABLE_READ, Isolation.SERIALIZABLE})
class FeedStoreTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int WRITERS = 4;
    private static final int APPENDS = 50;

    private final StoreUnderTest tasks;
    private final FeedStore feed;

    FeedStoreTest(MigratedDatabase database) throws SQLException {
        tasks = new StoreUnderTest(database.dataSource());
        feed = tasks.store().feed();
    }

    @Test
    void nothingIsWrittenWithoutFollowers() throws SQLException {
        assertThat(feed.wanted()).isFalse();
        assertThat(feed.append("a", List.of("[]"))).isEmpty();

        feed.want(MINUTE);
        lapse();

        assertThat(feed.wanted()).isFalse();
        assertThat(feed.append("a", List.of("[]"))).isEmpty();
        assertThat(tasks.count("SELECT COUNT(*) FROM caraway_event")).isZero();
    }

    @Test
    void rowsContinueWithoutAGapWhileThereAreFollowers() {
        long before = feed.want(MINUTE);

        assertThat(feed.wanted()).isTrue();
        assertThat(feed.append("a", List.of("[1]", "[2]"))).hasValue(before + 2);
        assertThat(feed.want(MINUTE)).isEqualTo(before + 2);
        assertThat(feed.append("b", List.of("[3]"))).hasValue(before + 3);
        assertThat(feed.last()).isEqualTo(before + 3);
        assertThat(feed.read(before + 1, before + 3, 10))
                .extracting(FeedRow::changes)
                .containsExactly("[1]", "[2]", "[3]");
        assertThat(feed.read(before + 2, before + 3, 1))
                .extracting(FeedRow::seq)
                .containsExactly(before + 2);
        assertThat(feed.read(before + 4, before + 9, 10)).isEmpty();
    }

    @Test
    void aNumberWithoutARowMarksATimeWithoutFollowers() throws SQLException {
        long before = feed.want(MINUTE);
        lapse();

        long again = feed.want(MINUTE);

        assertThat(again).isEqualTo(before + 1);
        assertThat(feed.append("a", List.of("[]"))).hasValue(before + 2);
        assertThat(feed.read(before + 1, before + 2, 10))
                .extracting(FeedRow::seq)
                .containsExactly(before + 2);
    }

    @Test
    void whatIsReadHasTheInstantOfTheDatabase() throws SQLException {
        long before = feed.want(MINUTE);
        feed.append("a", List.of("[]"));

        tasks.execute("UPDATE caraway_event SET created_at = TIMESTAMP WITH TIME ZONE '2026-01-02 03:04:05.678+00'");

        assertThat(feed.read(before + 1, before + 1, 1))
                .singleElement()
                .extracting(row -> row.at().toString())
                .isEqualTo("2026-01-02T03:04:05.678Z");
    }

    @Test
    void oldRowsAreDeletedTheOldestFirstAndAFewAtATime() throws SQLException {
        long before = feed.want(MINUTE);
        feed.append("a", List.of("[1]", "[2]", "[3]", "[4]"));
        tasks.execute("UPDATE caraway_event SET created_at = CURRENT_TIMESTAMP - INTERVAL '1' HOUR WHERE seq <= "
                + (before + 3));

        assertThat(feed.prune(MINUTE, 2)).isTrue();
        assertThat(feed.read(before + 1, before + 4, 10))
                .extracting(FeedRow::changes)
                .containsExactly("[3]", "[4]");
        assertThat(feed.prune(MINUTE, 2)).isTrue();
        assertThat(feed.prune(MINUTE, 2)).isTrue();
        assertThat(feed.read(before + 1, before + 4, 10))
                .extracting(FeedRow::changes)
                .containsExactly("[4]");
        tasks.execute("UPDATE caraway_event SET created_at = CURRENT_TIMESTAMP - INTERVAL '1' HOUR");
        assertThat(feed.prune(MINUTE, 2)).isFalse();
    }

    @Test
    void numbersContinueAfterTheStateOfTheFeedWasDeleted() throws SQLException {
        feed.want(MINUTE);
        long last = feed.append("a", List.of("[1]", "[2]")).orElseThrow();
        tasks.execute("DELETE FROM caraway_feed");

        assertThat(feed.wanted()).isFalse();
        assertThat(feed.want(MINUTE)).isEqualTo(last + 1);
        assertThat(feed.append("a", List.of("[3]"))).hasValue(last + 2);
    }

    /** Otherwise a reader would pass over a row that is committed after one with a higher number. */
    @Test
    void aReaderOfARowHasReadAllBeforeIt() throws Exception {
        long before = feed.want(MINUTE);
        long expected = before + WRITERS * APPENDS * 2;
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        List<Future<?>> writers = new ArrayList<>();
        List<Long> seen = new ArrayList<>();
        try {
            for (int writer = 0; writer < WRITERS; writer++) {
                String node = "node-" + writer;
                writers.add(threads.submit(() -> {
                    for (int i = 0; i < APPENDS; i++) {
                        feed.append(node, List.of("[]", "[]"));
                    }
                }));
            }
            long next = before + 1;
            long end = System.nanoTime() + MINUTE.toNanos();
            while (next <= expected && System.nanoTime() < end) {
                for (FeedRow row : feed.read(next, Long.MAX_VALUE, 1_000)) {
                    seen.add(row.seq());
                    next = row.seq() + 1;
                }
            }
            for (Future<?> writer : writers) {
                writer.get(1, TimeUnit.MINUTES);
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(seen)
                .isEqualTo(LongStream.rangeClosed(before + 1, expected).boxed().toList());
    }

    /** Makes the time for which somebody wanted to know a thing of the past. */
    private void lapse() throws SQLException {
        tasks.execute("UPDATE caraway_feed SET wanted_until = CURRENT_TIMESTAMP - INTERVAL '1' MINUTE");
    }
}
