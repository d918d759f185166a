package org.caraway.internal.lifecycle;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A limit on the number of attempts that run at the same time. Immutable.
 *
 * @param most the largest number of running attempts, at least 1
 * @param per the parameter whose values are limited separately, null for one limit for all values
 */
public record ConcurrencyLimit(int most, @Nullable String per) {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,9})(?:\\s+per\\s+(\\S+))?");

    /** Parses limits that are separated by commas; a blank text has none. */
    public static List<ConcurrencyLimit> parse(String text) {
        List<ConcurrencyLimit> limits = new ArrayList<>();
        for (String entry : LimitText.entries(text)) {
            Matcher parts = TEXT.matcher(entry);
            if (!parts.matches() || Integer.parseInt(parts.group(1)) < 1) {
                throw new IllegalArgumentException("'" + entry
                        + "' is no limit on concurrency; write a number of 1 or more such as 3, with a parameter"
                        + " 1 per customer");
            }
            limits.add(new ConcurrencyLimit(Integer.parseInt(parts.group(1)), parts.group(2)));
        }
        return List.copyOf(limits);
    }
}
