package org.caraway.internal.schedule.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Set;
import org.caraway.admin.Timing;
import org.caraway.admin.Timing.Kind;
import org.caraway.admin.Timing.SolarEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Timetables of all kinds, with their bounds. */
class TimetablesTest {

    private static final Instant NOW = Instant.parse("2026-11-30T01:02:03.5Z");

    private static Timetable of(Timing timing) {
        return Timetables.of(timing, "seed", Duration.ZERO, null, null);
    }

    @Test
    void intervalsAreAlignedToTheEpoch() {
        assertThat(of(Timing.every(Duration.ofSeconds(30))).next(NOW)).contains(Instant.parse("2026-11-30T01:02:30Z"));
        assertThat(of(Timing.every(Duration.ofHours(1), Duration.ofMinutes(5))).next(NOW))
                .contains(Instant.parse("2026-11-30T01:05:00Z"));
        assertThat(of(Timing.every(Duration.ofDays(1))).next(Instant.parse("2026-12-01T00:00:00Z")))
                .contains(Instant.parse("2026-12-02T00:00:00Z"));
    }

    @Test
    void aDelayCountsFromTheEndOfTheRun() {
        assertThat(of(Timing.delay(Duration.ofMinutes(10))).next(NOW)).contains(NOW.plusSeconds(600));
    }

    @Test
    void anInstantComesOnce() {
        Timetable once = of(Timing.at(NOW));

        assertThat(once.next(NOW.minusMillis(1))).contains(NOW);
        assertThat(once.next(NOW)).isEmpty();
    }

    @Test
    void nothingFiresBeforeTheStartOrAfterTheEnd() {
        Instant start = Instant.parse("2026-12-01T00:00:00Z");
        Timetable hourly =
                Timetables.of(Timing.cron("0 * * * *"), "seed", Duration.ZERO, start, start.plusSeconds(3_600));

        assertThat(hourly.next(NOW)).contains(start);
        assertThat(hourly.next(start)).contains(start.plusSeconds(3_600));
        assertThat(hourly.next(start.plusSeconds(3_600))).isEmpty();
    }

    @Test
    void theJitterOfANameNeverChangesAndIsSpread() {
        Set<Instant> fires = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            Timetable shifted = Timetables.of(Timing.cron("0 0 * * *"), "name" + i, Duration.ofMinutes(10), null, null);
            Instant first = shifted.next(NOW).orElseThrow();
            fires.add(first);
            assertThat(first).isBetween(Instant.parse("2026-12-01T00:00:00Z"), Instant.parse("2026-12-01T00:10:00Z"));
            assertThat(shifted.next(first)).contains(first.plus(Duration.ofDays(1)));
            assertThat(shifted.next(first.minusMillis(1))).contains(first);
        }

        assertThat(fires).hasSizeGreaterThan(95);
    }

    /** Against the almanac of the United States Naval Observatory for Paris and Sydney, to the minute. */
    @ParameterizedTest
    @CsvSource({
        "SUNRISE, 48.8566, 2.3522, 2026-06-21T00:00:00Z, 2026-06-21T03:47:00Z",
        "SUNSET, 48.8566, 2.3522, 2026-06-21T00:00:00Z, 2026-06-21T19:58:00Z",
        "SUNRISE, 48.8566, 2.3522, 2026-12-21T00:00:00Z, 2026-12-21T07:41:00Z",
        "SUNSET, -33.8688, 151.2093, 2026-12-21T00:00:00Z, 2026-12-21T09:05:00Z"
    })
    void theSunRisesAndSetsByTheAlmanac(
            SolarEvent event, double latitude, double longitude, Instant after, Instant expected) {
        Instant fire = of(Timing.solar(event, latitude, longitude)).next(after).orElseThrow();

        assertThat(fire).isCloseTo(expected, within(2, ChronoUnit.MINUTES));
    }

    @Test
    void eachDayHasOneEventOfTheSunInOrder() {
        Instant last = NOW;
        Timetable sunset = of(Timing.solar(SolarEvent.SUNSET, 48.8566, 2.3522));
        for (int day = 0; day < 400; day++) {
            Instant next = sunset.next(last).orElseThrow();
            assertThat(Duration.between(last, next))
                    .isBetween(Duration.ofHours(day == 0 ? 0 : 23), Duration.ofHours(25));
            last = next;
        }
        Instant day = Instant.parse("2027-03-01T00:00:00Z");
        assertThat(of(Timing.solar(SolarEvent.DAWN, 48.8566, 2.3522)).next(day).orElseThrow())
                .isBefore(of(Timing.solar(SolarEvent.SUNRISE, 48.8566, 2.3522))
                        .next(day)
                        .orElseThrow());
        assertThat(of(Timing.solar(SolarEvent.NOON, 48.8566, 2.3522)).next(day).orElseThrow())
                .isBetween(Instant.parse("2027-03-01T11:30:00Z"), Instant.parse("2027-03-01T12:30:00Z"));
    }

    @Test
    void thePolarNightHasNoSunrise() {
        Instant december = Instant.parse("2026-12-01T12:00:00Z");

        assertThat(of(Timing.solar(SolarEvent.SUNRISE, 78.22, 15.65))
                        .next(december)
                        .orElseThrow())
                .isBetween(Instant.parse("2027-02-01T00:00:00Z"), Instant.parse("2027-02-28T00:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EVERY | 30s                | '30s' is no duration; write ISO-8601 text such as PT30S",
                "EVERY | PT0.5S             | The interval PT0.5S is out of range",
                "EVERY | PT1H+PT2H          | The offset PT2H is not within the interval",
                "DELAY | PT0S               | The interval PT0S is out of range",
                "AT    | tomorrow           | 'tomorrow' is no instant",
                "SOLAR | SUNSET 91 0        | the latitude 91 is not in -90 to 90",
                "SOLAR | MOONRISE 1 2       | is no event of the sun; write one of [DAWN",
                "CRON  | 0 0 31 2 *         | never fires"
            })
    void whatIsWrongIsNamed(Kind kind, String expression, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(new Timing(kind, expression, ZoneOffset.UTC)))
                .withMessageContaining(message);
    }
}
