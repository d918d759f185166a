package org.caraway.internal.store.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.caraway.admin.StatsPoint;
import org.caraway.test.EachDatabase;
import org.caraway.test.MigratedDatabase;
import org.caraway.test.OperatedStore;
import org.junit.jupiter.api.Test;

/** Counts of task transitions over time. */
@EachDatabase
class CounterHistoryTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final TaskCounts MAIL = new TaskCounts("mail", "Mail.send", 10, 6, 1, 2, 1, 0, 500, 9_000);

    private final OperatedStore bench;

    CounterHistoryTest(MigratedDatabase database) throws SQLException {
        bench = new OperatedStore(database.dataSource());
    }

    @Test
    void countsOfOneMinuteAddUpForAllWriters() throws SQLException {
        count("one", MAIL);
        count("one", MAIL);
        count("two", MAIL);
        put(NOON);

        assertThat(bench.admin.counters().history(NOON, NOON.plus(HOUR), MINUTE))
                .containsExactly(new StatsPoint(
                        NOON,
                        "mail",
                        "Mail.send",
                        30,
                        18,
                        3,
                        6,
                        3,
                        0,
                        Duration.ofMillis(1_500),
                        Duration.ofSeconds(27)));
        assertThat(bench.tasks.count("SELECT COUNT(*) FROM caraway_counter"))
                .isBetween(2L, 3L); // a minute may have ended in between
    }

    @Test
    void writtenAreTheNumbersOfThePresentMinute() throws SQLException {
        count("one", MAIL);

        assertThat(
                        bench.tasks.count(
                                "SELECT COUNT(*) FROM caraway_counter WHERE EXTRACT(SECOND FROM at_minute) = 0"
                                        + " AND at_minute <= CURRENT_TIMESTAMP AND at_minute > CURRENT_TIMESTAMP - INTERVAL '2' MINUTE"))
                .isEqualTo(1);
    }

    @Test
    void stepsBeginWhenTheTimeDoes() throws SQLException {
        for (int minute : new int[] {0, 4, 5, 9, 10}) {
            count("at " + minute, MAIL);
            put(NOON.plus(Duration.ofMinutes(minute)));
        }

        assertThat(bench.admin
                        .counters()
                        .history(NOON.plus(MINUTE), NOON.plus(Duration.ofMinutes(10)), Duration.ofMinutes(5)))
                .extracting(StatsPoint::from, StatsPoint::started)
                .containsExactly(tuple(NOON.plus(MINUTE), 20L), tuple(NOON.plus(Duration.ofMinutes(6)), 10L));
    }

    @Test
    void eachNameInEachQueueHasItsOwnInTheirOrder() throws SQLException {
        count(
                "one",
                new TaskCounts("web", "b", 1, 0, 0, 0, 0, 0, 0, 0),
                new TaskCounts("web", "a", 0, 0, 0, 0, 0, 3, 0, 0),
                MAIL);
        put(NOON);

        assertThat(bench.admin.counters().history(NOON, NOON.plus(MINUTE), MINUTE))
                .extracting(StatsPoint::queue, StatsPoint::name, StatsPoint::expired)
                .containsExactly(tuple("mail", "Mail.send", 0L), tuple("web", "a", 3L), tuple("web", "b", 0L));
    }

    @Test
    void oldNumbersArePruned() throws SQLException {
        count("one", MAIL);
        put(NOON);
        count("one", MAIL);

        assertThat(bench.tasks.store().retention().pruneExpiredRows(HOUR, 1)).isTrue();
        assertThat(bench.tasks.store().retention().pruneExpiredRows(HOUR, 1)).isFalse();

        assertThat(bench.tasks.count("SELECT COUNT(*) FROM caraway_counter")).isEqualTo(1);
    }

    private void count(String writer, TaskCounts... tallies) {
        bench.tasks.store().counters().add(writer, List.of(tallies));
    }

    /** Makes what has been written just now, and lies in the present, lie there. */
    private void put(Instant minute) throws SQLException {
        bench.tasks.execute("UPDATE caraway_counter SET at_minute = TIMESTAMP WITH TIME ZONE '"
                + minute.toString().replace('T', ' ').replace("Z", "+00:00")
                + "', writer = CONCAT(writer, ' ', at_minute) WHERE at_minute > CURRENT_TIMESTAMP - INTERVAL '1' DAY");
    }
}
