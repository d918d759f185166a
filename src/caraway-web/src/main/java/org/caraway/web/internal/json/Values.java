package org.caraway.web.internal.json;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.UUID;
import java.util.regex.Pattern;
import org.caraway.CallTiming;

/**
 * Parses untrusted values. Stateless. All methods throw {@link IllegalArgumentException} with the expected format;
 * messages contain a value only if that is harmless.
 */
public final class Values {

    private static final int TEXT_CAP = 1_000;
    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private Values() {}

    /** Text of 1 to 1,000 characters without NUL and unpaired surrogates, which not every database can store. */
    public static String text(String value) {
        if (value.isEmpty() || value.length() > TEXT_CAP) {
            throw new IllegalArgumentException("Give 1 to " + TEXT_CAP + " characters");
        }
        if (value.indexOf('\0') >= 0 || hasLoneSurrogate(value)) {
            throw new IllegalArgumentException("Give no NUL and no half of a surrogate pair");
        }
        return value;
    }

    private static boolean hasLoneSurrogate(String value) {
        return value.codePoints()
                .anyMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
    }

    /** A task's id. */
    public static UUID id(String value) {
        if (!ID.matcher(value).matches()) {
            throw new IllegalArgumentException("An id has the form 00000000-0000-0000-0000-000000000000");
        }
        return UUID.fromString(value);
    }

    /** An instant with its zone, in the years 1970 to 9999. */
    public static Instant instant(String value) {
        try {
            Instant instant = OffsetDateTime.parse(value).toInstant();
            if (!instant.isBefore(CallTiming.EARLIEST) && !instant.isAfter(CallTiming.LATEST)) {
                return instant;
            }
        } catch (DateTimeException malformed) {
            // reported below
        }
        throw new IllegalArgumentException("Give an instant such as 2026-01-31T12:00:00Z, in the years 1970 to 9999");
    }

    /** A duration of zero to a hundred years. */
    public static Duration duration(String value) {
        try {
            Duration duration = Duration.parse(value);
            if (!duration.isNegative() && duration.compareTo(CallTiming.LONGEST) <= 0) {
                return duration;
            }
        } catch (DateTimeException malformed) {
            // reported below
        }
        throw new IllegalArgumentException("Give a duration such as PT1M30S, zero to " + CallTiming.LONGEST);
    }

    /** A whole number in this range. */
    public static int integer(String value, int least, int most) {
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException malformed) {
            // reported below
        }
        throw new IllegalArgumentException("Give a whole number from " + least + " to " + most);
    }

    /** A constant of this type, by its name. */
    public static <E extends Enum<E>> E constant(Class<E> type, String value) {
        E[] constants = type.getEnumConstants();
        return Arrays.stream(constants)
                .filter(constant -> constant.name().equals(value))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Give one of " + Arrays.toString(constants)));
    }

    /** {@code true} or {@code false}. */
    public static boolean truth(String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("Give true or false");
        };
    }
}
