package org.caraway.internal.lifecycle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A limit on the number of attempts that start in a period of time. Immutable.
 *
 * @param permits the number of starts in each period, at least 1
 * @param period the length of a period
 * @param shared the name of a limit that several task names share, null if the limit belongs to one task name
 * @param per the parameter whose values are limited separately, null for one limit for all values
 */
public record RateLimit(
        int permits,
        Duration period,
        @Nullable String shared,
        @Nullable String per) {

    private static final Pattern TEXT = Pattern.compile(
            "(\\d{1,9})\\s*/\\s*([smhd])(?:\\s+shared\\s+([A-Za-z0-9._-]{1,100}))?(?:\\s+per\\s+(\\S+))?");

    /** Parses limits that are separated by commas; a blank text has none. */
    public static List<RateLimit> parse(String text) {
        List<RateLimit> limits = new ArrayList<>();
        for (String entry : LimitText.entries(text)) {
            Matcher parts = TEXT.matcher(entry);
            if (!parts.matches() || Integer.parseInt(parts.group(1)) < 1) {
                throw new IllegalArgumentException("'" + entry
                        + "' is no rate limit; write a number of 1 or more and a unit such as 100/m (s, m, h or d),"
                        + " with a parameter 100/m per customer, with other tasks 100/m shared smtp");
            }
            limits.add(new RateLimit(
                    Integer.parseInt(parts.group(1)), periodOf(parts.group(2)), parts.group(3), parts.group(4)));
        }
        return List.copyOf(limits);
    }

    private static Duration periodOf(String unit) {
        return switch (unit) {
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            case "h" -> Duration.ofHours(1);
            default -> Duration.ofDays(1);
        };
    }

    /** The time from one permit to the next. */
    public Duration gap() {
        return Duration.ofNanos(Math.max(1, period.toNanos() / permits));
    }
}
