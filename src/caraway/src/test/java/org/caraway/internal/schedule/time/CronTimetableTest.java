package org.caraway.internal.schedule.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Cron expressions in time zones, against a model that knows nothing of transitions: it walks through ten years
 * minute by minute and reads the clock on the wall.
 */
class CronTimetableTest {

    private static final Instant BEGIN = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("2030-01-01T00:00:00Z");
    private static final LocalDate FIRST_DAY = LocalDate.of(2019, 12, 31);
    private static final int DAYS = 3_700;
    private static final int MINUTES_OF_A_DAY = 24 * 60;

    /** An expression of five fields, and what it means. */
    private record Meaning(String cron, Predicate<Integer> minute, Predicate<Integer> hour, Predicate<LocalDate> day) {

        boolean realTime() {
            return cron.split(" ", -1)[1].matches("\\*|.*/.*");
        }

        /** For each local minute from the first day on, whether the expression matches. */
        BitSet matches(LocalDate first, int days) {
            BitSet matches = new BitSet();
            for (int d = 0; d < days; d++) {
                if (day.test(first.plusDays(d))) {
                    for (int m = 0; m < MINUTES_OF_A_DAY; m++) {
                        matches.set(d * MINUTES_OF_A_DAY + m, hour.test(m / 60) && minute.test(m % 60));
                    }
                }
            }
            return matches;
        }
    }

    private static Predicate<Integer> is(int value) {
        return other -> other == value;
    }

    private static boolean any(int value) {
        return value >= 0;
    }

    private static boolean eachDay(LocalDate date) {
        return !date.isBefore(FIRST_DAY);
    }

    private static boolean weekday(LocalDate date) {
        return date.getDayOfWeek() != DayOfWeek.SATURDAY && date.getDayOfWeek() != DayOfWeek.SUNDAY;
    }

    private static LocalDate last(LocalDate date) {
        return date.withDayOfMonth(date.lengthOfMonth());
    }

    private static LocalDate lastWeekday(LocalDate date) {
        return Stream.iterate(last(date), day -> day.minusDays(1))
                .filter(CronTimetableTest::weekday)
                .findFirst()
                .orElseThrow();
    }

    private static final List<Meaning> MEANINGS = List.of(
            new Meaning("30 2 * * *", is(30), is(2), CronTimetableTest::eachDay),
            new Meaning("0 0 * * *", is(0), is(0), CronTimetableTest::eachDay),
            new Meaning("15 0 * * *", is(15), is(0), CronTimetableTest::eachDay),
            new Meaning(
                    "0,15,45 1-3 * * *",
                    m -> m == 0 || m == 15 || m == 45,
                    h -> h >= 1 && h <= 3,
                    CronTimetableTest::eachDay),
            new Meaning("*/10 1 * * *", m -> m % 10 == 0, is(1), CronTimetableTest::eachDay),
            new Meaning("*/20 * * * *", m -> m % 20 == 0, CronTimetableTest::any, CronTimetableTest::eachDay),
            new Meaning(
                    "5/25 */2 * * *", m -> m == 5 || m == 30 || m == 55, h -> h % 2 == 0, CronTimetableTest::eachDay),
            new Meaning("0 22-4 * * *", is(0), h -> h >= 22 || h <= 4, CronTimetableTest::eachDay),
            new Meaning("0 12 * * MON-FRI", is(0), is(12), CronTimetableTest::weekday),
            new Meaning("0 12 L * *", is(0), is(12), date -> date.equals(last(date))),
            new Meaning(
                    "0 12 L-3 * *",
                    is(0),
                    is(12),
                    date -> date.equals(last(date).minusDays(3))),
            new Meaning("0 12 LW * *", is(0), is(12), date -> date.equals(lastWeekday(date))),
            new Meaning(
                    "0 3 * * FRI#2",
                    is(0),
                    is(3),
                    date -> date.getDayOfWeek() == DayOfWeek.FRIDAY
                            && date.getDayOfMonth() >= 8
                            && date.getDayOfMonth() <= 14),
            new Meaning(
                    "0 3 * * FRIL",
                    is(0),
                    is(3),
                    date -> date.getDayOfWeek() == DayOfWeek.FRIDAY
                            && date.plusDays(7).getMonth() != date.getMonth()),
            new Meaning(
                    "0 0 13 * FRI",
                    is(0),
                    is(0),
                    date -> date.getDayOfMonth() == 13 && date.getDayOfWeek() == DayOfWeek.FRIDAY),
            new Meaning(
                    "59 23 31 3,OCT 0,7",
                    is(59),
                    is(23),
                    date -> date.getDayOfMonth() == 31
                            && (date.getMonthValue() == 3 || date.getMonthValue() == 10)
                            && date.getDayOfWeek() == DayOfWeek.SUNDAY));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UTC",
                "Europe/Paris",
                "America/New_York",
                "Australia/Lord_Howe",
                "Asia/Kathmandu",
                "Africa/Cairo",
                "Asia/Beirut",
                "America/Asuncion"
            })
    void tenYearsAreThoseOfAWallClock(String zoneName) {
        ZoneId zone = ZoneId.of(zoneName);
        int[] wall = wallClock(zone);

        for (Meaning meaning : MEANINGS) {
            assertThat(fires(CronTimetable.of(meaning.cron(), zone, "seed")))
                    .as(meaning.cron() + " in " + zoneName)
                    .isEqualTo(model(meaning, wall));
        }
    }

    /** For each minute of real time, the number of the local minute since the first local day. */
    private static int[] wallClock(ZoneId zone) {
        int minutes = (int) ((END.getEpochSecond() - BEGIN.getEpochSecond()) / 60);
        long origin = FIRST_DAY.toEpochDay() * MINUTES_OF_A_DAY;
        int[] wall = new int[minutes];
        for (int i = 0; i < minutes; i++) {
            Instant instant = BEGIN.plusSeconds(60L * i);
            long local = instant.getEpochSecond()
                    + zone.getRules().getOffset(instant).getTotalSeconds();
            wall[i] = (int) (local / 60 - origin);
        }
        return wall;
    }

    private static List<Instant> fires(Timetable timetable) {
        List<Instant> fires = new ArrayList<>();
        Instant next = timetable.next(BEGIN).orElseThrow();
        while (next.isBefore(END)) {
            fires.add(next);
            next = timetable.next(next).orElse(END);
        }
        return fires;
    }

    /**
     * Real time: each minute whose wall clock matches. Fixed times: each minute in which the wall clock reaches, for
     * the first time, at least one time that matches.
     */
    private static List<Instant> model(Meaning meaning, int[] wall) {
        List<Instant> fires = new ArrayList<>();
        BitSet matches = meaning.matches(FIRST_DAY, DAYS);
        boolean realTime = meaning.realTime();
        int reached = wall[0];
        for (int i = 1; i < wall.length; i++) {
            int now = wall[i];
            boolean fire = realTime && matches.get(now);
            for (int passed = reached + 1; !realTime && passed <= now; passed++) {
                fire |= matches.get(passed);
            }
            if (fire) {
                fires.add(BEGIN.plusSeconds(60L * i));
            }
            reached = Math.max(reached, now);
        }
        return fires;
    }

    @Test
    void aFixedTimeInAGapFiresAtTheFirstValidInstantAndInAnOverlapOnce() {
        CronTimetable atHalfPastTwo = CronTimetable.of("30 2 * * *", ZoneId.of("Europe/Paris"), "seed");

        assertThat(atHalfPastTwo.next(Instant.parse("2027-03-28T00:30:00Z")))
                .as("02:30 does not exist on 28 March")
                .contains(Instant.parse("2027-03-28T01:00:00Z"));
        assertThat(atHalfPastTwo.next(Instant.parse("2027-10-31T00:30:00Z")))
                .as("02:30 CEST was at 00:30 UTC; 02:30 CET is left out")
                .contains(Instant.parse("2027-11-01T01:30:00Z"));
    }

    @Test
    void sixFieldsBeginWithSeconds() {
        CronTimetable everyTenSeconds = CronTimetable.of("*/10 59 23 * * *", ZoneOffset.UTC, "seed");

        assertThat(everyTenSeconds.next(Instant.parse("2026-12-31T23:59:49.999Z")))
                .contains(Instant.parse("2026-12-31T23:59:50Z"));
        assertThat(everyTenSeconds.next(Instant.parse("2026-12-31T23:59:50Z")))
                .contains(Instant.parse("2027-01-01T23:59:00Z"));
    }

    @Test
    void aRareDateIsFoundDecadesAhead() {
        CronTimetable mondays = CronTimetable.of("0 0 29 2 MON", ZoneOffset.UTC, "seed");

        assertThat(mondays.next(Instant.parse("2072-03-01T00:00:00Z"))).contains(Instant.parse("2112-02-29T00:00:00Z"));
    }
}
