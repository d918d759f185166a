package org.caraway.internal.schedule;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.caraway.CallTiming;
import org.caraway.admin.ScheduleSettings;
import org.caraway.admin.Timing;
import org.caraway.internal.registry.NearestName;
import org.caraway.internal.schedule.time.Timetable;
import org.caraway.internal.schedule.time.Timetables;
import org.caraway.spi.ExclusionCalendar;
import org.caraway.spi.ScheduleType;

/**
 * The application's schedule types and calendars, by name. Immutable.
 *
 * @param types the types
 * @param calendars the calendars
 */
public record SchedulePlugins(Map<String, ScheduleType> types, Map<String, ExclusionCalendar> calendars) {

    /** None. */
    public static final SchedulePlugins NONE = new SchedulePlugins(Map.of(), Map.of());

    /** Copies the maps. */
    public SchedulePlugins {
        types = Map.copyOf(types);
        calendars = Map.copyOf(calendars);
    }

    /** The name of the type in the expression of a schedule of the kind {@link Timing.Kind#CUSTOM}. */
    public static String typeOf(String expression) {
        return expression.trim().split("\\s+", 2)[0];
    }

    private static String withoutType(String expression) {
        return expression.trim().substring(typeOf(expression).length()).trim();
    }

    /**
     * When a schedule of this name fires.
     *
     * @throws PluginNotReadyException if this node does not have the type
     * @throws IllegalArgumentException with what is wrong, its value and an example
     */
    Timetable timetable(String name, ScheduleSettings settings) {
        Timing timing = settings.timing();
        return timing.kind() == Timing.Kind.CUSTOM
                ? Timetables.within(custom(timing), name, settings.jitter(), settings.startAt(), settings.endAt())
                : Timetables.of(timing, name, settings.jitter(), settings.startAt(), settings.endAt());
    }

    private Timetable custom(Timing timing) {
        String name = typeOf(timing.expression());
        ScheduleType type = found("schedule type", name, types);
        String expression = withoutType(timing.expression());
        return after -> next(name, type, expression, timing.zone(), after);
    }

    private static Optional<Instant> next(
            String name, ScheduleType type, String expression, ZoneId zone, Instant after) {
        Optional<Instant> next;
        try {
            next = type.next(expression, zone, after);
        } catch (IllegalArgumentException | DateTimeException wrong) {
            throw new IllegalArgumentException(
                    "The schedule type '" + name + "' does not take '" + expression + "': " + wrong.getMessage(),
                    wrong);
        } catch (RuntimeException failed) {
            throw new PluginNotReadyException("The schedule type '" + name + "' failed: " + failed, failed);
        }
        if (next.filter(fire -> !fire.isAfter(after)).isPresent()) {
            throw new IllegalArgumentException("The schedule type '" + name + "' returned " + next.get()
                    + " as the fire after " + after + "; it has to return a later instant");
        }
        return next.filter(fire -> fire.isBefore(CallTiming.LATEST)).map(SchedulePlugins::roundedUp);
    }

    private static Instant roundedUp(Instant instant) {
        Instant millis = instant.truncatedTo(ChronoUnit.MILLIS);
        return millis.equals(instant) ? instant : millis.plusMillis(1);
    }

    /**
     * What the calendars of a schedule leave out.
     *
     * @throws PluginNotReadyException if this node does not have one of them
     */
    Exclusions exclusions(ScheduleSettings settings) {
        Set<String> names = settings.except();
        names.forEach(name -> found("calendar", name, calendars));
        ZoneId zone = settings.timing().zone();
        return names.isEmpty()
                ? Exclusions.NONE
                : fire -> names.stream()
                        .sorted()
                        .flatMap(name -> exclusion(name, fire, zone).stream())
                        .findFirst()
                        .orElse(null);
    }

    private Optional<String> exclusion(String name, Instant fire, ZoneId zone) {
        try {
            return found("calendar", name, calendars)
                    .exclusion(fire, zone)
                    .map(why -> "Excluded by the calendar '" + name + "': " + why);
        } catch (PluginNotReadyException unknown) {
            throw unknown;
        } catch (RuntimeException failed) {
            throw new PluginNotReadyException("The calendar '" + name + "' failed: " + failed, failed);
        }
    }

    private static <T> T found(String what, String name, Map<String, T> all) {
        T found = all.get(name);
        if (found == null) {
            String hint = NearestName.find(name, all.keySet())
                    .map(nearest -> "did you mean '" + nearest + "'?")
                    .orElse("add a bean of that type with @Named(\"" + name + "\")");
            throw new PluginNotReadyException("'" + name + "' is the name of no " + what + " here; " + hint, null);
        }
        return found;
    }
}
