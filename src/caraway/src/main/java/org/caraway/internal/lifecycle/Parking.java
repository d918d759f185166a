package org.caraway.internal.lifecycle;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * What a parked task waits for. Immutable.
 *
 * @param awaits {@code signal:} or {@code sleep:} and a name, as the column {@code awaits} has it
 * @param longest how long it waits at most, from its first attempt that waits for this
 */
public record Parking(String awaits, Duration longest) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,99}");

    /** The beginning of {@link #awaits} for signals. */
    public static final String SIGNAL = "signal:";

    /** The beginning of {@link #awaits} for sleeps. */
    public static final String SLEEP = "sleep:";

    /** The text for this signal. */
    public static String signal(String name) {
        return SIGNAL + checkedName("signal", name);
    }

    /** The text for this sleep. */
    public static String sleep(String name) {
        return SLEEP + checkedName("sleep", name);
    }

    /**
     * The name, if it is valid.
     *
     * @param what what it names, for the message
     * @throws IllegalArgumentException if it is not
     */
    public static String checkedName(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("The name of a " + what
                    + " has 1 to 100 letters, digits, dots, hyphens and underscores and begins with a letter; was '"
                    + (name.length() > 100 ? name.substring(0, 100) + "…" : name) + "'");
        }
        return name;
    }
}
