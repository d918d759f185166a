package org.caraway.internal.schedule.time;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A cron expression on a calendar without time zone: minute, hour, day of month, month, day of week, with a second
 * before them if there are six fields. All fields have to match, as in Celery. Immutable.
 *
 * <p>The next match is searched day by day, and within the day field by field, so that an expression which matches
 * rarely costs some microseconds for each year.
 */
final class CronExpression {

    private static final Map<String, String> MACROS = Map.of(
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *",
            "@monthly", "0 0 1 * *",
            "@weekly", "0 0 * * 0",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@hourly", "0 * * * *");

    /** The 29 February of a day of the week comes again after 40 years at the latest: 2072 to 2112, for instance. */
    private static final int YEARS = 41;

    private final BitSet seconds;
    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet months;
    private final Predicate<LocalDate> days;
    private final boolean everyHours;

    private CronExpression(
            BitSet seconds,
            BitSet minutes,
            BitSet hours,
            BitSet months,
            Predicate<LocalDate> days,
            boolean everyHours) {
        this.seconds = seconds;
        this.minutes = minutes;
        this.hours = hours;
        this.months = months;
        this.days = days;
        this.everyHours = everyHours;
    }

    /**
     * Reads an expression.
     *
     * @param seed what {@code H} is computed from, such as the name of the schedule
     * @throws IllegalArgumentException with the field, its value and an example; or if no date ever matches
     */
    static CronExpression parse(String text, String seed) {
        String trimmed = text.trim();
        String expanded = MACROS.getOrDefault(trimmed.toLowerCase(Locale.ROOT), trimmed);
        List<String> fields = List.of(expanded.split("\\s+", -1));
        if (trimmed.startsWith("@") && expanded.equals(trimmed)) {
            throw new IllegalArgumentException("'" + text + "' is no cron macro; the macros are "
                    + MACROS.keySet().stream().sorted().toList());
        }
        if (fields.size() != 5 && fields.size() != 6) {
            throw new IllegalArgumentException(
                    "'" + text + "' has " + fields.size() + " fields; write minute, hour, day"
                            + " of month, month and day of week, such as '30 3 * * MON-FRI', and a second before them if needed");
        }
        int from = fields.size() - 5;
        StableHash hash = new StableHash(seed);
        CronExpression cron = new CronExpression(
                from == 0 ? onlyZero() : CronField.SECOND.values(fields.get(0), hash.salted("second")),
                CronField.MINUTE.values(fields.get(from), hash.salted("minute")),
                CronField.HOUR.values(fields.get(from + 1), hash.salted("hour")),
                CronField.MONTH.values(fields.get(from + 3), hash.salted("month")),
                days(fields.get(from + 2), fields.get(from + 4), hash),
                everyHours(fields.get(from + 1)));
        if (cron.next(LocalDateTime.of(2000, 1, 1, 0, 0)).isEmpty()) {
            throw new IllegalArgumentException(
                    "'" + text + "' never fires: no date has this day of month, month and day" + " of week together");
        }
        return cron;
    }

    private static Predicate<LocalDate> days(String ofMonth, String ofWeek, StableHash hash) {
        return CronDays.ofMonth(ofMonth, hash.salted("day")).and(CronDays.ofWeek(ofWeek, hash.salted("weekday")));
    }

    private static BitSet onlyZero() {
        BitSet zero = new BitSet();
        zero.set(0);
        return zero;
    }

    private static boolean everyHours(String hour) {
        return hour.equals("*") || hour.contains("/");
    }

    /** Whether the hour is any, or every n-th: then it follows real time when clocks change. */
    boolean everyHours() {
        return everyHours;
    }

    /** The first match later than this, within some decades. */
    Optional<LocalDateTime> next(LocalDateTime after) {
        LocalDateTime from = after.withNano(0).plusSeconds(1);
        LocalDate date = from.toLocalDate();
        LocalTime earliest = from.toLocalTime();
        LocalDate end = date.plusYears(YEARS);
        while (date.isBefore(end)) {
            if (!months.get(date.getMonthValue())) {
                date = date.withDayOfMonth(1).plusMonths(1);
                earliest = LocalTime.MIN;
                continue;
            }
            if (days.test(date)) {
                Optional<LocalTime> time = timeFrom(earliest);
                if (time.isPresent()) {
                    return Optional.of(date.atTime(time.get()));
                }
            }
            date = date.plusDays(1);
            earliest = LocalTime.MIN;
        }
        return Optional.empty();
    }

    /** The first matching time of day that is not earlier than this. */
    private Optional<LocalTime> timeFrom(LocalTime earliest) {
        int hour = hours.nextSetBit(earliest.getHour());
        if (hour == earliest.getHour()) {
            int minute = minutes.nextSetBit(earliest.getMinute());
            if (minute == earliest.getMinute()) {
                int second = seconds.nextSetBit(earliest.getSecond());
                if (second >= 0) {
                    return Optional.of(LocalTime.of(hour, minute, second));
                }
                minute = minutes.nextSetBit(minute + 1);
            }
            if (minute >= 0) {
                return Optional.of(LocalTime.of(hour, minute, seconds.nextSetBit(0)));
            }
            hour = hours.nextSetBit(hour + 1);
        }
        return hour < 0
                ? Optional.empty()
                : Optional.of(LocalTime.of(hour, minutes.nextSetBit(0), seconds.nextSetBit(0)));
    }
}
