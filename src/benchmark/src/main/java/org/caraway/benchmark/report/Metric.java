package org.caraway.benchmark.report;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One number of a scenario. Immutable.
 *
 * @param key how it is called in JSON, unique within its scenario
 * @param title how it is called in tables
 * @param unit such as {@code /s}
 * @param better which of two values is the better one
 * @param goal what Caraway is to reach, in the same unit; null if there is no such number
 */
public record Metric(
        String key,
        String title,
        String unit,
        Better better,
        @Nullable Double goal) {

    private static final double FEW = 100;

    /** Which of two values is the better one. */
    public enum Better {
        HIGHER,
        LOWER
    }

    public static Metric higher(String key, String title, String unit) {
        return new Metric(key, title, unit, Better.HIGHER, null);
    }

    public static Metric lower(String key, String title, String unit) {
        return new Metric(key, title, unit, Better.LOWER, null);
    }

    /** The same with something to reach. */
    public Metric goal(double value) {
        return new Metric(key, title, unit, better, value);
    }

    /** Whether a value reaches the goal; true if there is none. */
    public boolean reached(double value) {
        return goal == null || (better == Better.HIGHER ? value >= goal : value <= goal);
    }

    /** The number for people: as many digits as it is worth. */
    public static String text(double value) {
        return Math.abs(value) < FEW
                ? String.format(Locale.ROOT, "%.2f", value)
                : String.format(Locale.ROOT, "%,.0f", value);
    }
}
