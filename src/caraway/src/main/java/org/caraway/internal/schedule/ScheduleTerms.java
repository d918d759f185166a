package org.caraway.internal.schedule;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.caraway.Misfire;
import org.caraway.Overlap;
import org.caraway.admin.ScheduleSettings;
import org.caraway.admin.Timing;
import org.caraway.internal.registry.NearestName;
import org.caraway.internal.store.schedule.TermColumns;
import org.jspecify.annotations.Nullable;

/** The settings of a schedule as the texts that are stored, and back. Stateless. */
final class ScheduleTerms {

    private ScheduleTerms() {}

    /** The texts, without those of the call. */
    static Map<String, String> textOf(ScheduleSettings settings) {
        Map<String, String> text = new LinkedHashMap<>();
        Timing timing = settings.timing();
        text.put(TermColumns.KIND, timing.kind().name());
        text.put(TermColumns.EXPRESSION, timing.expression());
        text.put(
                TermColumns.ZONE,
                timing.zone().equals(ZoneOffset.UTC) ? "UTC" : timing.zone().getId());
        put(text, TermColumns.START_AT, settings.startAt());
        put(text, TermColumns.END_AT, settings.endAt());
        put(text, TermColumns.MAX_RUNS, settings.maxRuns());
        text.put(TermColumns.JITTER, settings.jitter().toString());
        text.put(TermColumns.MISFIRE, settings.misfire().name());
        put(text, TermColumns.CATCH_UP, settings.catchUp());
        text.put(TermColumns.OVERLAP, settings.overlap().name());
        text.put(TermColumns.PAUSE_AFTER_FAILURES, Integer.toString(settings.pauseAfterFailures()));
        if (!settings.except().isEmpty()) {
            text.put(TermColumns.EXCEPT, settings.except().stream().sorted().collect(Collectors.joining(",")));
        }
        return text;
    }

    private static void put(Map<String, String> text, String column, @Nullable Object value) {
        if (value != null) {
            text.put(column, value.toString());
        }
    }

    /**
     * The settings that the texts stand for.
     *
     * @throws IllegalArgumentException with what is wrong, if a SQL client wrote it
     */
    static ScheduleSettings settingsOf(Map<String, String> text) {
        return new ScheduleSettings(
                new Timing(
                        Timing.Kind.valueOf(text.getOrDefault(TermColumns.KIND, "CRON")),
                        text.getOrDefault(TermColumns.EXPRESSION, ""),
                        zoneOf(text.getOrDefault(TermColumns.ZONE, "UTC"))),
                instant(text.get(TermColumns.START_AT)),
                instant(text.get(TermColumns.END_AT)),
                number(text.get(TermColumns.MAX_RUNS)),
                duration(TermColumns.JITTER, text.getOrDefault(TermColumns.JITTER, "PT0S")),
                Misfire.valueOf(text.getOrDefault(TermColumns.MISFIRE, "ONCE")),
                text.containsKey(TermColumns.CATCH_UP)
                        ? duration(TermColumns.CATCH_UP, text.get(TermColumns.CATCH_UP))
                        : null,
                Overlap.valueOf(text.getOrDefault(TermColumns.OVERLAP, "ALLOW")),
                Integer.parseInt(text.getOrDefault(TermColumns.PAUSE_AFTER_FAILURES, "0")),
                calendars(text.getOrDefault(TermColumns.EXCEPT, "")));
    }

    private static Set<String> calendars(String names) {
        return Stream.of(names.split(",", -1))
                .map(String::trim)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
    }

    /**
     * The zone of this name.
     *
     * @throws IllegalArgumentException naming the nearest zone
     */
    static ZoneId zoneOf(String name) {
        try {
            return name.equals("UTC") ? ZoneOffset.UTC : ZoneId.of(name);
        } catch (DateTimeException unknown) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no time zone" + hint(name) + " Write for example Europe/Paris or UTC", unknown);
        }
    }

    private static String hint(String name) {
        return NearestName.find(name, ZoneId.getAvailableZoneIds())
                .map(near -> ", did you mean '" + near + "'?")
                .orElse("");
    }

    private static @Nullable Instant instant(@Nullable String text) {
        return text == null ? null : Instant.parse(text);
    }

    private static @Nullable Long number(@Nullable String text) {
        return text == null ? null : Long.valueOf(text);
    }

    private static Duration duration(String column, @Nullable String text) {
        try {
            return text == null ? Duration.ZERO : Duration.parse(text);
        } catch (DateTimeParseException unreadable) {
            throw new IllegalArgumentException(
                    "The " + column + " '" + text + "' is no duration; write ISO-8601 text such as PT30S", unreadable);
        }
    }
}
