package org.caraway.internal.schedule.time;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The day fields of a cron expression as conditions on dates. Stateless. Beside plain values: {@code L} is the last day
 * of the month, {@code L-3} three days before it, {@code LW} its last weekday, {@code 15W} the weekday nearest to the
 * 15th within its month, {@code FRIL} or {@code 5L} the last Friday, {@code FRI#2} or {@code 5#2} the second one.
 */
final class CronDays {

    private static final Pattern BEFORE_LAST = Pattern.compile("L-(\\d{1,2})");
    private static final Pattern NEAREST = Pattern.compile("(\\d{1,2})W");
    private static final Pattern LAST_WEEKDAY = Pattern.compile("(\\w+)L");
    private static final Pattern NUMBERED = Pattern.compile("(\\w+)#(\\d)");
    private static final int WEEK = 7;
    private static final int MOST_WEEKS = 5;

    private CronDays() {}

    static Predicate<LocalDate> ofMonth(String text, ToIntFunction<Integer> hash) {
        return any(text, CronField.DAY_OF_MONTH, item -> ofMonthItem(item, hash));
    }

    static Predicate<LocalDate> ofWeek(String text, ToIntFunction<Integer> hash) {
        return any(text, CronField.DAY_OF_WEEK, item -> ofWeekItem(item, hash));
    }

    /** Reads one item of a list. */
    @FunctionalInterface
    private interface ItemReader {

        Predicate<LocalDate> read(String item);
    }

    private static Predicate<LocalDate> any(String text, CronField field, ItemReader reader) {
        if (text.equals("?")) {
            return date -> true;
        }
        List<Predicate<LocalDate>> items = new ArrayList<>();
        field.items(text).forEach(item -> items.add(reader.read(item)));
        return items.size() == 1 ? items.get(0) : date -> items.stream().anyMatch(item -> item.test(date));
    }

    private static Predicate<LocalDate> ofMonthItem(String item, ToIntFunction<Integer> hash) {
        if (item.equals("L")) {
            return date -> date.getDayOfMonth() == date.lengthOfMonth();
        }
        if (item.equals("LW")) {
            return date -> date.getDayOfMonth() == nearestWeekday(date, date.lengthOfMonth());
        }
        Matcher before = BEFORE_LAST.matcher(item);
        if (before.matches()) {
            int days = Integer.parseInt(before.group(1));
            if (days > 30) {
                throw CronField.DAY_OF_MONTH.wrong(item, "is before the first day of every month");
            }
            return date -> date.getDayOfMonth() == date.lengthOfMonth() - days;
        }
        Matcher nearest = NEAREST.matcher(item);
        if (nearest.matches()) {
            int day = CronField.DAY_OF_MONTH.value(nearest.group(1), item);
            return date -> day <= date.lengthOfMonth() && date.getDayOfMonth() == nearestWeekday(date, day);
        }
        BitSet days = CronField.DAY_OF_MONTH.item(item, hash);
        return date -> days.get(date.getDayOfMonth());
    }

    /** The weekday nearest to a day of the date's month, without leaving the month. */
    private static int nearestWeekday(LocalDate date, int day) {
        LocalDate wanted = date.withDayOfMonth(day);
        if (wanted.getDayOfWeek() == DayOfWeek.SATURDAY) {
            return day == 1 ? 3 : day - 1;
        }
        if (wanted.getDayOfWeek() == DayOfWeek.SUNDAY) {
            return day == date.lengthOfMonth() ? day - 2 : day + 1;
        }
        return day;
    }

    private static Predicate<LocalDate> ofWeekItem(String item, ToIntFunction<Integer> hash) {
        Matcher numbered = NUMBERED.matcher(item);
        if (numbered.matches()) {
            int day = dayOfWeek(numbered.group(1), item);
            int week = Integer.parseInt(numbered.group(2));
            if (week < 1 || week > MOST_WEEKS) {
                throw CronField.DAY_OF_WEEK.wrong(item, "has a number outside of 1 to 5");
            }
            return date -> dayOfWeek(date) == day && (date.getDayOfMonth() - 1) / WEEK == week - 1;
        }
        Matcher last = LAST_WEEKDAY.matcher(item);
        if (last.matches()) {
            int day = dayOfWeek(last.group(1), item);
            return date -> dayOfWeek(date) == day && date.getDayOfMonth() + WEEK > date.lengthOfMonth();
        }
        BitSet days = CronField.DAY_OF_WEEK.item(item, hash);
        return date -> days.get(dayOfWeek(date));
    }

    private static int dayOfWeek(String text, String item) {
        return CronField.DAY_OF_WEEK.value(text, item) % WEEK;
    }

    private static int dayOfWeek(LocalDate date) {
        return date.getDayOfWeek().getValue() % WEEK;
    }
}
