package org.caraway.internal.schedule.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.LocalDateTime;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How cron expressions are read. */
class CronExpressionTest {

    private static final LocalDateTime MONDAY = LocalDateTime.of(2026, 11, 30, 1, 2, 3);

    private static LocalDateTime next(String cron) {
        return CronExpression.parse(cron, "seed").next(MONDAY).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/15 * * * *     | 2026-11-30T01:15",
                "@daily           | 2026-12-01T00:00",
                "@HOURLY          | 2026-11-30T02:00",
                "@weekly          | 2026-12-06T00:00",
                "@monthly         | 2026-12-01T00:00",
                "@yearly          | 2027-01-01T00:00",
                "0 3 15W * *      | 2026-12-15T03:00",
                "0 3 1W 5 *       | 2027-05-03T03:00",
                "0 3 31W * *      | 2026-12-31T03:00",
                "0 3 31W 1 *      | 2027-01-29T03:00",
                "0 3 * * 5L       | 2026-12-25T03:00",
                "0 3 * * 1#1      | 2026-12-07T03:00",
                "0 3 * * sun      | 2026-12-06T03:00",
                "0 3 * * 7        | 2026-12-06T03:00",
                "0 3 * * FRI-MON  | 2026-11-30T03:00",
                "0 3 * * 6,FRIL   | 2026-12-05T03:00",
                "0 3 1,L * *      | 2026-11-30T03:00",
                "0 3 ? * TUE      | 2026-12-01T03:00",
                "0 0 1 NOV-JAN/2 *| 2027-01-01T00:00",
                "0 9-17/4 * * *   | 2026-11-30T09:00",
                "30 2 1 * * *     | 2026-11-30T01:02:30"
            })
    void theNextMatchIsFound(String cron, LocalDateTime expected) {
        assertThat(next(cron)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "61 * * * *     | '61' in the field 'minute' is not in 0 to 59",
                "* 24 * * *     | '24' in the field 'hour' is not in 0 to 23",
                "* * 0 * *      | '0' in the field 'day of month' is not in 1 to 31",
                "* * * 13 *     | '13' in the field 'month' is not in 1 to 12",
                "* * * * FRX    | 'FRX' in the field 'day of week' is not understood",
                "* * * * FRI#6  | 'FRI#6' in the field 'day of week' has a number outside of 1 to 5",
                "*/0 * * * *    | '*/0' in the field 'minute' has a step outside of 1 to 60",
                "1,,2 * * * *   | An empty value in the field 'minute' is not understood",
                "1;2 * * * *    | '1;2' in the field 'minute' is not understood; write for example 30 or */15",
                "60 0 0 * * *   | '60' in the field 'second' is not in 0 to 59",
                "0 0 * *        | has 4 fields; write minute, hour",
                "@often         | is no cron macro",
                "0 0 31 2 *     | never fires: no date has this day of month, month and day of week together",
                "0 0 30 FEB *   | never fires",
                "0 0 31 4,6 MON | never fires"
            })
    void whatIsWrongIsNamed(String cron, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CronExpression.parse(cron, "seed"))
                .withMessageContaining(message);
    }

    @Test
    void aHashedValueIsTheSameForOneNameAndSpreadsOverManyNames() {
        Set<LocalDateTime> spread = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            CronExpression hashed = CronExpression.parse("H H(0-5) * * *", "name" + i);
            LocalDateTime next = hashed.next(MONDAY.toLocalDate().atStartOfDay().minusSeconds(1))
                    .orElseThrow();
            assertThat(CronExpression.parse("H H(0-5) * * *", "name" + i).next(next.minusSeconds(1)))
                    .isEqualTo(Optional.of(next));
            assertThat(next.getHour()).isBetween(0, 5);
            spread.add(next);
        }

        assertThat(spread).hasSizeGreaterThan(100);
        assertThat(spread.stream().map(LocalDateTime::getHour)).contains(0, 1, 2, 3, 4, 5);
    }

    @Test
    void hashedStepsKeepTheirDistance() {
        CronExpression quarters = CronExpression.parse("H/15 * * * *", "name");
        LocalDateTime first = quarters.next(MONDAY).orElseThrow();

        assertThat(quarters.next(first)).contains(first.plusMinutes(15));
    }
}
