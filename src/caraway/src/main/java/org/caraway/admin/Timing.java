package org.caraway.admin;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * When a schedule fires, as it is written. Immutable. Whether the expression is valid is checked when a schedule is
 * created or changed.
 *
 * @param kind how to read the expression
 * @param expression what the kind reads, 1 to 500 characters
 * @param zone the time zone in which a cron expression is read, and which types and calendars of the application get;
 *     UTC unless given
 */
public record Timing(Kind kind, String expression, ZoneId zone) {

    private static final int EXPRESSION_CAP = 500;

    /** How an expression is read. */
    public enum Kind {
        /**
         * A cron expression of 5 fields, or 6 with seconds; all fields have to match. Each takes {@code *}, values,
         * names, ranges, steps and lists, and {@code H} for a value that depends on the schedule's name. Days take
         * {@code L}, {@code L-3}, {@code LW}, {@code 15W}, {@code FRIL} and {@code FRI#2}. Also {@code @hourly},
         * {@code @daily}, {@code
         * @weekly}, {@code @monthly}, {@code @yearly}.
         */
        CRON,
        /**
         * An interval in real time, aligned to the beginning of 1970 in UTC: {@code PT30S}, or {@code PT1H+PT5M} for
         * five minutes past each hour. At least one second.
         */
        EVERY,
        /** The time between the end of a run and the next one: {@code PT30S}. At least one second. */
        DELAY,
        /** One instant: {@code 2027-03-01T08:00:00Z}. */
        AT,
        /**
         * An event of the sun at a place, with latitude and longitude in degrees: {@code SUNSET 48.86 2.35}. Events:
         * {@code DAWN}, {@code SUNRISE}, {@code NOON}, {@code SUNSET}, {@code DUSK}.
         */
        SOLAR,
        /**
         * As a {@link org.caraway.spi.ScheduleType} of the application says: its name, and after a space what it reads:
         * {@code tide Brest}.
         */
        CUSTOM
    }

    /** An event of the sun. */
    public enum SolarEvent {
        /** The beginning of the civil twilight: the sun is 6 degrees below the horizon. */
        DAWN,
        /** The sun's upper edge appears. */
        SUNRISE,
        /** The sun is highest. */
        NOON,
        /** The sun's upper edge disappears. */
        SUNSET,
        /** The end of the civil twilight. */
        DUSK
    }

    /** Checks that nothing is missing or too long. */
    public Timing {
        requireNonNull(kind, "kind");
        requireNonNull(expression, "expression");
        requireNonNull(zone, "zone");
        if (expression.isBlank() || expression.length() > EXPRESSION_CAP) {
            throw new IllegalArgumentException(
                    "A schedule's expression has 1 to " + EXPRESSION_CAP + " characters, not " + expression.length());
        }
    }

    /** A cron expression in UTC; {@link #in} gives it another zone. */
    public static Timing cron(String expression) {
        return new Timing(Kind.CRON, expression, ZoneOffset.UTC);
    }

    /** Every interval of this length, aligned to the beginning of 1970 in UTC. */
    public static Timing every(Duration interval) {
        return new Timing(Kind.EVERY, requireNonNull(interval, "interval").toString(), ZoneOffset.UTC);
    }

    /** Every interval of this length, this much after its aligned beginning. */
    public static Timing every(Duration interval, Duration offset) {
        return new Timing(
                Kind.EVERY,
                requireNonNull(interval, "interval") + "+" + requireNonNull(offset, "offset"),
                ZoneOffset.UTC);
    }

    /** This long after the end of each run. */
    public static Timing delay(Duration delay) {
        return new Timing(Kind.DELAY, requireNonNull(delay, "delay").toString(), ZoneOffset.UTC);
    }

    /** Once, at this instant. */
    public static Timing at(Instant instant) {
        return new Timing(Kind.AT, requireNonNull(instant, "instant").toString(), ZoneOffset.UTC);
    }

    /** At each event of the sun at this place; degrees north and east are positive. */
    public static Timing solar(SolarEvent event, double latitude, double longitude) {
        return new Timing(
                Kind.SOLAR,
                String.format(Locale.ROOT, "%s %.6f %.6f", requireNonNull(event, "event"), latitude, longitude),
                ZoneOffset.UTC);
    }

    /**
     * As a {@link org.caraway.spi.ScheduleType} of the application says.
     *
     * @param type its name
     * @param expression what it reads, may be empty
     */
    public static Timing custom(String type, String expression) {
        return new Timing(
                Kind.CUSTOM,
                (requireNonNull(type, "type") + " " + requireNonNull(expression, "expression")).trim(),
                ZoneOffset.UTC);
    }

    /** The same in this time zone, which matters for cron expressions, types and calendars of the application. */
    public Timing in(ZoneId other) {
        return new Timing(kind, expression, other);
    }
}
