package org.caraway.internal.schedule.time;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A field of a cron expression: its range, its names, and how its items are read. Reads {@code *}, values, names,
 * ranges (also across the end, as {@code 22-4}), steps, lists and {@code H}; what only days have is read by {@link
 * CronDays}.
 */
enum CronField {
    SECOND("second", 0, 59, "", "0 or */10"),
    MINUTE("minute", 0, 59, "", "30 or */15"),
    HOUR("hour", 0, 23, "", "3 or 9-17"),
    DAY_OF_MONTH("day of month", 1, 31, "", "1, L or 15W"),
    MONTH("month", 1, 12, "JAN,FEB,MAR,APR,MAY,JUN,JUL,AUG,SEP,OCT,NOV,DEC", "6 or JAN-MAR"),
    /** 0 and 7 are Sunday; read as 0 to 6. */
    DAY_OF_WEEK("day of week", 0, 7, "SUN,MON,TUE,WED,THU,FRI,SAT", "MON-FRI or FRI#2");

    private static final Pattern ITEM =
            Pattern.compile("(?:(\\*)|(H)(?:\\((\\w+)-(\\w+)\\))?|(\\w+)(?:-(\\w+))?)(?:/(\\d{1,4}))?");
    /** So that a hashed day exists in each month. */
    private static final int LAST_HASHED_DAY = 28;

    private final String title;
    private final int first;
    private final int last;
    private final String names;
    private final String example;

    CronField(String title, int first, int last, String names, String example) {
        this.title = title;
        this.first = first;
        this.last = last;
        this.names = names;
        this.example = example;
    }

    /** How many different values there are. */
    private int size() {
        return this == DAY_OF_WEEK ? 7 : last - first + 1;
    }

    /**
     * The values of a whole field without special days.
     *
     * @param hash gives the value of {@code H} below a bound
     */
    BitSet values(String text, ToIntFunction<Integer> hash) {
        BitSet values = new BitSet();
        for (String item : items(text)) {
            values.or(item(item, hash));
        }
        return values;
    }

    /** The items of a list, in capitals. */
    List<String> items(String text) {
        return List.of(text.toUpperCase(Locale.ROOT).split(",", -1));
    }

    /** The values of one item of a list. */
    BitSet item(String item, ToIntFunction<Integer> hash) {
        Matcher parts = ITEM.matcher(item);
        if (!parts.matches()) {
            throw wrong(item, "is not understood");
        }
        int step = parts.group(7) == null ? 1 : Integer.parseInt(parts.group(7));
        boolean stepped = parts.group(7) != null;
        if (step < 1 || step > size()) {
            throw wrong(item, "has a step outside of 1 to " + size());
        }
        if (parts.group(1) != null) {
            return range(first, first + size() - 1, step);
        }
        if (parts.group(2) != null) {
            return hashed(parts, stepped, step, hash);
        }
        int from = value(parts.group(5), item);
        if (parts.group(6) != null) {
            return range(from, value(parts.group(6), item), step);
        }
        return range(from, stepped ? first + size() - 1 : from, step);
    }

    /** {@code H} is one value of the range; {@code H/n} every n-th, from one of the first n. */
    private BitSet hashed(Matcher parts, boolean stepped, int step, ToIntFunction<Integer> hash) {
        int from = parts.group(3) == null ? first : value(parts.group(3), parts.group());
        int until = parts.group(4) == null ? lastHashed() : value(parts.group(4), parts.group());
        if (until < from) {
            throw wrong(parts.group(), "has a range that ends before it begins");
        }
        int span = until - from + 1;
        int start = from + hash.applyAsInt(stepped ? Math.min(step, span) : span);
        return range(start, stepped ? until : start, step);
    }

    private int lastHashed() {
        return this == DAY_OF_MONTH ? LAST_HASHED_DAY : first + size() - 1;
    }

    /** From one value to the other, across the end of the field if the other is smaller. */
    private BitSet range(int from, int to, int step) {
        BitSet values = new BitSet();
        int end = to < from ? to + size() : to;
        for (int value = from; value <= end; value += step) {
            values.set(first + (value - first) % size());
        }
        return values;
    }

    /** A number or a name. */
    int value(String text, String item) {
        int named = List.of(names.split(",", -1)).indexOf(text);
        if (named >= 0) {
            return first + named;
        }
        if (!text.matches("\\d{1,4}")) {
            throw wrong(item, "is not understood");
        }
        int value = Integer.parseInt(text);
        if (value < first || value > last) {
            throw wrong(item, "is not in " + first + " to " + last);
        }
        return value;
    }

    IllegalArgumentException wrong(String item, String problem) {
        String value = item.isEmpty() ? "An empty value" : "'" + item + "'";
        return new IllegalArgumentException(
                value + " in the field '" + title + "' " + problem + "; write for example " + example);
    }
}
