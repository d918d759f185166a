package org.caraway.internal.schedule;

import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.caraway.TaskCall;
import org.caraway.admin.ScheduleSettings;
import org.caraway.admin.Timing;
import org.caraway.internal.store.jdbc.TextMaps;
import org.caraway.internal.store.schedule.TermColumns;

/**
 * A schedule that code declares. Immutable.
 *
 * @param name its name
 * @param terms its texts as they are stored
 * @param enabled whether it fires unless an operator says otherwise
 */
public record DeclaredSchedule(String name, Map<String, String> terms, boolean enabled) {

    /** The name of the flag beside the terms. */
    static final String ENABLED = "enabled";

    private static final int NAME_CAP = 200;
    private static final TextMaps MAPS = new TextMaps();

    /** Copies the map. */
    public DeclaredSchedule {
        checkName(name);
        terms = Map.copyOf(terms);
    }

    /**
     * Checks the parts.
     *
     * @param arguments JSON, already checked
     * @param options the options of the call as {@link CallText} writes them
     * @throws IllegalArgumentException with what is wrong, its value and an example
     */
    public static DeclaredSchedule of(
            String name,
            String task,
            String arguments,
            Map<String, String> options,
            ScheduleSettings settings,
            boolean enabled) {
        checkName(name);
        if (settings.timing().kind() != Timing.Kind.CUSTOM) { // types of the application do not run yet
            SchedulePlugins.NONE.timetable(name, settings);
        }
        CallText.applied(TaskCall.of(task, List.of()), options);
        return new DeclaredSchedule(name, terms(task, arguments, options, settings), enabled);
    }

    /**
     * The time zone of this name.
     *
     * @throws IllegalArgumentException naming the nearest one
     */
    public static ZoneId zoneOf(String zone) {
        return ScheduleTerms.zoneOf(zone);
    }

    static Map<String, String> terms(
            String task, String arguments, Map<String, String> options, ScheduleSettings settings) {
        Map<String, String> terms = new LinkedHashMap<>(ScheduleTerms.textOf(settings));
        terms.put(TermColumns.TASK, task);
        terms.put(TermColumns.ARGUMENTS, arguments);
        terms.put(TermColumns.OPTIONS, optionsText(options));
        return terms;
    }

    static String optionsText(Map<String, String> options) {
        return MAPS.write(options);
    }

    static String checkName(String name) {
        if (name.isBlank() || name.length() > NAME_CAP || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "'" + name.replace('\0', '?') + "' is no name of a schedule; use 1 to " + NAME_CAP + " characters");
        }
        return name;
    }

    /** What is stored of the code. */
    String code() {
        Map<String, String> code = new LinkedHashMap<>(terms);
        code.put(ENABLED, Boolean.toString(enabled));
        return MAPS.write(code);
    }

    /** What was stored of the code. */
    static Map<String, String> read(String code) {
        return MAPS.read(code);
    }
}
