package org.caraway.internal.cdi.config;

import static java.util.function.Predicate.not;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.caraway.CallOptions;
import org.caraway.CallTiming;

/**
 * Reads values from their text and notes a problem for each that means nothing; what it returns then is of no
 * importance, because the deployment fails. Confined to the deploying thread.
 */
public final class SettingParser {

    private static final Duration LONGEST_BOUND = Duration.ofDays(365);
    private static final int BOUNDS_CAP = 30;

    private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private final Problems problems;

    public SettingParser(Problems problems) {
        this.problems = problems;
    }

    /** An ISO-8601 duration of at least {@code least}. */
    public Duration duration(Setting setting, Duration least) {
        try {
            Duration value = Duration.parse(setting.text().strip());
            if (value.compareTo(least) < 0) {
                reject(setting, "is too short; use " + least + " or more");
            } else if (value.compareTo(CallTiming.LONGEST) > 0) {
                reject(setting, "is too long; use P36500D or less");
            }
            return value;
        } catch (DateTimeParseException e) {
            reject(setting, "is no duration; write ISO-8601 text such as PT1M30S");
            return least;
        }
    }

    /** A duration of more than nothing. */
    public Duration positiveDuration(Setting setting) {
        int before = problems.count();
        Duration value = duration(setting, Duration.ZERO);
        if (value.isZero() && problems.count() == before) {
            reject(setting, "is too short; use more than zero");
        }
        return value;
    }

    public int integer(Setting setting, int least, int most) {
        String range = most == Integer.MAX_VALUE ? "of " + least + " or more" : "from " + least + " to " + most;
        try {
            int value = Integer.parseInt(setting.text().strip());
            if (value < least || value > most) {
                reject(setting, "is out of range; use a number " + range);
            }
            return value;
        } catch (NumberFormatException e) {
            reject(setting, "is no whole number; use a number " + range);
            return least;
        }
    }

    /** A factor of at least 1. */
    public double factor(Setting setting) {
        try {
            double value = Double.parseDouble(setting.text().strip());
            if (!Double.isFinite(value) || value < 1) {
                reject(setting, "is no factor; use a number of 1 or more, such as 2.0");
            }
            return value;
        } catch (NumberFormatException e) {
            reject(setting, "is no number; use a number of 1 or more, such as 2.0");
            return 1;
        }
    }

    /** {@code true} or {@code false}; no third word is taken for false. */
    public boolean booleanValue(Setting setting) {
        return choice(setting, List.of("true", "false")).equals("true");
    }

    /** One of these words, whatever its case. */
    String choice(Setting setting, List<String> words) {
        String word = setting.text().strip().toLowerCase(Locale.ROOT);
        if (!words.contains(word)) {
            rejectUnknown(setting, words);
        }
        return word;
    }

    /** One of these constants, written in any case, with hyphens or underscores between words. */
    public <E extends Enum<E>> E constant(Setting setting, List<E> constants) {
        List<String> words =
                constants.stream().map(constant -> hyphenated(constant.name())).toList();
        int index = words.indexOf(hyphenated(setting.text().strip()));
        if (index < 0) {
            rejectUnknown(setting, words);
        }
        return constants.get(Math.max(index, 0));
    }

    private static String hyphenated(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private void rejectUnknown(Setting setting, List<String> words) {
        reject(setting, "is not known; use " + String.join(" or ", words));
    }

    public String queueName(Setting setting) {
        String name = setting.text().strip();
        try {
            CallOptions.checkQueue(name);
        } catch (IllegalArgumentException e) {
            reject(setting, "is no queue name; use 1 to 100 letters, digits, dots, underscores or hyphens");
        }
        return name;
    }

    /** The name of a node, which may be that of a host. */
    String nodeName(Setting setting) {
        String name = setting.text().strip();
        try {
            CallOptions.queueOfNode(name);
        } catch (IllegalArgumentException wrong) {
            reject(setting, "is no name of a node; use 1 to 64 letters, digits, dots, underscores or hyphens");
        }
        return name;
    }

    /** Exception classes by name, separated by commas. */
    public List<Class<? extends Throwable>> throwables(Setting setting, ClassLoader loader) {
        List<Class<? extends Throwable>> classes = new ArrayList<>();
        for (String name : entries(setting.text()).toList()) {
            try {
                classes.add(Class.forName(name, false, loader).asSubclass(Throwable.class));
            } catch (ClassNotFoundException | LinkageError e) {
                reject(
                        setting,
                        "names the class " + name + " that cannot be loaded; use full names of exception classes");
            } catch (ClassCastException e) {
                reject(
                        setting,
                        "names the class " + name + " that is no exception; use full names of exception classes");
            }
        }
        return classes;
    }

    /**
     * Keys of SLF4J's log context, separated by commas.
     *
     * @param slf4j whether there is one
     */
    List<String> logFields(Setting setting, boolean slf4j) {
        List<String> keys = entries(setting.text()).distinct().toList();
        if (!slf4j) {
            reject(
                    setting,
                    "needs SLF4J, which this application cannot see; add org.slf4j:slf4j-api, or remove the key");
        }
        keys.stream()
                .filter(key -> key.startsWith("caraway."))
                .forEach(key -> reject(
                        setting,
                        "names the field " + key + ", which Caraway sets itself in each attempt; leave it out"));
        return keys;
    }

    /** Names that are separated by commas. */
    List<String> names(Setting setting) {
        return entries(setting.text()).distinct().toList();
    }

    /** Upper bounds of a histogram: ascending, more than zero, and few enough to be collected for each task. */
    List<Duration> bounds(Setting setting) {
        List<Duration> bounds = new ArrayList<>();
        try {
            entries(setting.text()).map(Duration::parse).forEach(bounds::add);
        } catch (DateTimeParseException e) {
            bounds.clear();
        }
        boolean ascending = !bounds.isEmpty() && bounds.size() <= BOUNDS_CAP;
        Duration last = Duration.ZERO;
        for (Duration bound : bounds) {
            ascending &= bound.compareTo(last) > 0 && bound.compareTo(LONGEST_BOUND) <= 0;
            last = bound;
        }
        if (!ascending) {
            reject(
                    setting,
                    "is no list of bounds; write 1 to " + BOUNDS_CAP
                            + " durations from the shortest to the longest, at most P365D, such as PT0.1S,PT1S,PT1M");
        }
        return ascending ? bounds : List.of();
    }

    /** The name of a header of HTTP, which is a token (RFC 9110, section 5.6.2). */
    String headerName(Setting setting) {
        String name = setting.text().strip();
        if (!HEADER_NAME.matcher(name).matches()) {
            reject(setting, "is no name of a header; write one such as Time-Zone");
        }
        return name;
    }

    private static Stream<String> entries(String text) {
        return Stream.of(text.split(",", -1)).map(String::strip).filter(not(String::isEmpty));
    }

    /** Notes that this value is wrong. */
    public void reject(Setting setting, String complaint) {
        problems.add(setting.described() + " " + complaint);
    }
}
