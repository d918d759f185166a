package org.caraway.internal.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import org.caraway.admin.ScheduleSettings;
import org.caraway.admin.Timing;
import org.caraway.admin.Timing.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Schedules in words. */
class DescriptionTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CRON  | 30 3 * * *           | at 03:30 each day in Europe/Paris",
                "CRON  | 0 7 * * MON-FRI      | at 07:00, day of week MON-FRI in Europe/Paris",
                "CRON  | 0 7 L * *            | at 07:00, day of month L in Europe/Paris",
                "CRON  | */15 * * * *         | every 15 minutes in Europe/Paris",
                "CRON  | 5 * * * *            | each hour at minute 5 in Europe/Paris",
                "CRON  | @Daily               | daily in Europe/Paris",
                "CRON  | 0 9-17/2 * JAN *     | cron 0 9-17/2 * JAN * in Europe/Paris",
                "EVERY | PT90M                | every 1 h 30 min",
                "EVERY | PT1H+PT5M            | every 1 h, 5 min past",
                "DELAY | PT10S                | 10 s after the end of each run",
                "AT    | 2027-03-01T08:00:00Z | once at 2027-03-01T08:00:00Z",
                "SOLAR | SUNSET 48.86 2.35    | at sunset at latitude 48.86, longitude 2.35"
            })
    void commonFormsAreWords(Kind kind, String expression, String words) {
        Timing timing = new Timing(kind, expression, ZoneId.of("Europe/Paris"));

        assertThat(Description.of(ScheduleSettings.of(timing))).isEqualTo(words);
    }
}
