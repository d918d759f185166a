package org.caraway.internal.client;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.caraway.CallTiming;
import org.caraway.internal.lifecycle.StorableText;
import org.caraway.internal.registry.TaskRegistry;
import org.jspecify.annotations.Nullable;

/** Checks run-time settings. Stateless; each exception names the value and the allowed range. */
final class SettingsValidator {

    private static final int NAME_CAP = 200;
    private static final int LIMIT_CAP = 200;

    private SettingsValidator() {}

    static String name(String name) {
        requireNonNull(name, "name");
        if (name.isBlank() || name.length() > NAME_CAP || StorableText.firstUnstorable(name) >= 0) {
            throw new IllegalArgumentException(
                    "'" + name.replace('\0', '?') + "' is no task name; use 1 to " + NAME_CAP + " characters");
        }
        return name;
    }

    static void between(String what, @Nullable Integer value, int least, int most) {
        if (value != null && (value < least || value > most)) {
            throw new IllegalArgumentException(
                    what + " cannot be " + value + "; give " + least + " to " + most + ", or null for none");
        }
    }

    static void positive(String what, @Nullable Duration value) {
        if (value != null && (value.isZero() || value.isNegative())) {
            throw new IllegalArgumentException(
                    "A " + what + " cannot be " + value + "; give more than zero, or null for as defined");
        }
        CallTiming.checkSpan(what, value);
    }

    /** A text that this parser understands, with at least one limit. */
    static void limit(@Nullable String text, Function<String, ? extends Collection<?>> parser) {
        if (text == null) {
            return;
        }
        if (text.length() > LIMIT_CAP) {
            throw new IllegalArgumentException(
                    "A limit of " + text.length() + " characters is longer than " + LIMIT_CAP);
        }
        if (parser.apply(text).isEmpty()) {
            throw new IllegalArgumentException("A blank text is no limit; give one such as 3, or null for as defined");
        }
    }

    /**
     * Tasks have been given their keys when they were enqueued: what a limit counts by cannot be changed by setting
     * one.
     */
    static void countedByKey(
            TaskRegistry registry,
            String name,
            @Nullable String limit,
            Function<String, Stream<@Nullable String>> countedBy) {
        String key = registry.find(name)
                .map(definition -> definition.settings().key())
                .orElse(null);
        if (limit == null || key == null) {
            return;
        }
        countedBy
                .apply(limit)
                .filter(Objects::nonNull)
                .filter(per -> !per.equals(key))
                .findFirst()
                .ifPresent(per -> {
                    throw new IllegalArgumentException("Task '" + name + "' is not keyed by '" + per + "' but by "
                            + (key.isEmpty() ? "nothing" : "'" + key + "'") + "; set @Task(key) or caraway.task.\""
                            + name
                            + "\".key to the parameter, and deploy");
                });
    }
}
