package org.caraway.internal.cdi.definition;

import static java.util.stream.Collectors.joining;

import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedType;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.caraway.CarawayException;
import org.caraway.Periodic;
import org.caraway.Task;
import org.caraway.admin.ScheduleSettings;
import org.caraway.admin.Timing;
import org.caraway.admin.Timing.Kind;
import org.caraway.internal.cdi.config.Problems;
import org.caraway.internal.cdi.plugin.SchedulePluginCollector;
import org.caraway.internal.payload.ArgumentReader;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.schedule.DeclaredSchedule;
import org.caraway.internal.schedule.SchedulePlugins;
import org.jspecify.annotations.Nullable;

/** Reads the schedules that code declares, and collects all mistakes. Confined to the deploying thread. */
public final class PeriodicReader {

    private final Set<String> withoutTask = new TreeSet<>();

    /** Notes the methods of a bean that have {@link Periodic} without {@link Task}. */
    public void addBean(AnnotatedType<?> type) {
        for (AnnotatedMethod<?> method : type.getMethods()) {
            boolean periodic =
                    method.isAnnotationPresent(Periodic.class) || method.isAnnotationPresent(Periodic.All.class);
            if (periodic && !method.isAnnotationPresent(Task.class)) {
                withoutTask.add(type.getJavaClass().getName() + "#"
                        + method.getJavaMember().getName());
            }
        }
    }

    /**
     * The schedules of these definitions; with problems noted they are not to be used.
     *
     * @param plugins the types and calendars that they may name
     */
    public List<DeclaredSchedule> schedules(
            List<TaskDefinition> definitions, SchedulePluginCollector plugins, Problems problems) {
        withoutTask.forEach(where -> problems.add(where + " has @Periodic without @Task; add @Task"));
        Map<String, String> places = new LinkedHashMap<>();
        List<DeclaredSchedule> schedules = new ArrayList<>();
        definitions.stream().sorted(Comparator.comparing(TaskDefinition::name)).forEach(definition -> {
            Periodic[] all = definition.method().getAnnotationsByType(Periodic.class);
            for (Periodic one : all) {
                String where = definition.where() + ": @Periodic";
                try {
                    checkPlugins(one, plugins);
                    add(definition, one, all.length > 1, places, schedules);
                } catch (IllegalArgumentException wrong) {
                    problems.add(where + " " + wrong.getMessage());
                }
            }
        });
        return schedules;
    }

    private static void add(
            TaskDefinition definition,
            Periodic periodic,
            boolean several,
            Map<String, String> places,
            List<DeclaredSchedule> schedules) {
        if (several && periodic.name().isEmpty()) {
            throw new IllegalArgumentException("stands several times on one method; give each a name");
        }
        DeclaredSchedule schedule = read(definition, periodic);
        String other = places.putIfAbsent(schedule.name(), definition.where());
        if (other != null) {
            throw new IllegalArgumentException(
                    "has the name '" + schedule.name() + "' of one at " + other + "; give it another name");
        }
        schedules.add(schedule);
    }

    private static void checkPlugins(Periodic periodic, SchedulePluginCollector plugins) {
        if (!periodic.type().isEmpty()) {
            plugins.checkType(SchedulePlugins.typeOf(periodic.type()));
        }
        for (String calendar : periodic.except()) {
            plugins.checkCalendar(calendar);
        }
    }

    private static DeclaredSchedule read(TaskDefinition definition, Periodic periodic) {
        checkArguments(definition, periodic.arguments());
        String name = periodic.name().isEmpty() ? definition.name() : periodic.name();
        return DeclaredSchedule.of(
                name,
                definition.name(),
                periodic.arguments(),
                options(periodic),
                settings(periodic),
                periodic.enabled());
    }

    private static void checkArguments(TaskDefinition definition, String arguments) {
        try {
            ArgumentReader.Reading read =
                    new ArgumentReader(PayloadCodec.create()).read(arguments, definition.parameters());
            if (!read.problems().isEmpty()) {
                throw new IllegalArgumentException("has arguments that do not match the method: " + read.problems());
            }
        } catch (CarawayException unreadable) {
            throw new IllegalArgumentException("has arguments that are wrong: " + unreadable.getMessage(), unreadable);
        }
    }

    private static Map<String, String> options(Periodic periodic) {
        Map<String, String> options = new LinkedHashMap<>();
        if (!periodic.queue().isEmpty()) {
            options.put("queue", periodic.queue());
        }
        if (periodic.priority() != -1) {
            options.put("priority", Integer.toString(periodic.priority()));
        }
        putDuration(options, "expires", periodic.expires());
        if (!periodic.key().isEmpty()) {
            options.put("key", periodic.key());
        }
        if (periodic.maxRetries() != -1) {
            options.put("max-retries", Integer.toString(periodic.maxRetries()));
        }
        putDuration(options, "soft-time-limit", periodic.softTimeLimit());
        putDuration(options, "time-limit", periodic.timeLimit());
        putDuration(options, "retain-for", periodic.retainFor());
        putPairs(options, "header", periodic.headers());
        putPairs(options, "label", periodic.labels());
        return options;
    }

    private static void putDuration(Map<String, String> options, String name, String text) {
        if (!text.isEmpty()) {
            options.put(name, duration(name, text).toString());
        }
    }

    private static void putPairs(Map<String, String> options, String kind, String[] pairs) {
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(
                        "has the " + kind + " '" + pair + "', which is no name with a value; write tenant=acme");
            }
            options.put(kind + "." + pair.substring(0, equals), pair.substring(equals + 1));
        }
    }

    private static ScheduleSettings settings(Periodic periodic) {
        return new ScheduleSettings(
                timing(periodic),
                instant("startAt", periodic.startAt()),
                instant("endAt", periodic.endAt()),
                periodic.maxRuns() == 0 ? null : periodic.maxRuns(),
                duration("jitter", periodic.jitter()),
                periodic.misfire(),
                periodic.catchUp().isEmpty() ? null : duration("catchUp", periodic.catchUp()),
                periodic.overlap(),
                periodic.pauseAfterFailures(),
                Set.copyOf(List.of(periodic.except())));
    }

    private static Timing timing(Periodic periodic) {
        Map<Kind, String> given = new LinkedHashMap<>();
        given.put(Kind.CRON, periodic.cron());
        given.put(Kind.EVERY, periodic.every());
        given.put(Kind.DELAY, periodic.delay());
        given.put(Kind.AT, periodic.at());
        given.put(Kind.SOLAR, periodic.solar());
        given.put(Kind.CUSTOM, periodic.type());
        given.values().removeIf(String::isEmpty);
        if (given.size() != 1) {
            throw new IllegalArgumentException("needs exactly one of cron, every, delay, at, solar and type, and has "
                    + (given.isEmpty()
                            ? "none"
                            : given.keySet().stream()
                                    .map(kind -> kind == Kind.CUSTOM
                                            ? "type"
                                            : kind.name().toLowerCase(Locale.ROOT))
                                    .collect(joining(" and "))));
        }
        Kind kind = given.keySet().iterator().next();
        if (!periodic.offset().isEmpty() && kind != Kind.EVERY) {
            throw new IllegalArgumentException("has an offset, which belongs to every; remove it");
        }
        String expression = given.get(kind) + (periodic.offset().isEmpty() ? "" : "+" + periodic.offset());
        return new Timing(kind, expression, DeclaredSchedule.zoneOf(periodic.zone()));
    }

    private static @Nullable Instant instant(String what, String text) {
        try {
            return text.isEmpty() ? null : Instant.parse(text);
        } catch (DateTimeParseException unreadable) {
            throw new IllegalArgumentException(
                    "has " + what + " '" + text
                            + "', which is no instant; write ISO-8601 text such as 2027-03-01T08:00:00Z",
                    unreadable);
        }
    }

    private static Duration duration(String what, String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException unreadable) {
            throw new IllegalArgumentException(
                    "has " + what + " '" + text + "', which is no duration; write ISO-8601 text such as PT30S",
                    unreadable);
        }
    }
}
