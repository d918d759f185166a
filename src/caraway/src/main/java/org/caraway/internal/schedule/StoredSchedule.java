package org.caraway.internal.schedule;

import java.time.Instant;
import java.util.Map;
import org.caraway.QueueUnavailableException;
import org.caraway.admin.ScheduleSettings;
import org.caraway.internal.client.ScheduledTasks;
import org.caraway.internal.schedule.time.Timetable;
import org.caraway.internal.store.jdbc.TextMaps;
import org.caraway.internal.store.schedule.ScheduleRow;
import org.caraway.internal.store.schedule.TermColumns;
import org.jspecify.annotations.Nullable;

/**
 * A schedule whose row has been read and understood. Immutable.
 *
 * @param row the row
 * @param settings its settings
 * @param timetable when it fires
 * @param exclusions which of these times calendars leave out
 */
record StoredSchedule(ScheduleRow row, ScheduleSettings settings, Timetable timetable, Exclusions exclusions) {

    private static final TextMaps MAPS = new TextMaps();

    /**
     * Reads the row.
     *
     * @throws PluginNotReadyException if this node lacks its type or a calendar
     * @throws IllegalArgumentException with what is wrong, if a SQL client wrote it
     */
    static StoredSchedule of(ScheduleRow row, SchedulePlugins plugins) {
        ScheduleSettings settings = ScheduleTerms.settingsOf(row.terms());
        return new StoredSchedule(row, settings, plugins.timetable(row.name(), settings), plugins.exclusions(settings));
    }

    String task() {
        return row.terms().getOrDefault(TermColumns.TASK, "");
    }

    String arguments() {
        return row.terms().getOrDefault(TermColumns.ARGUMENTS, "[]");
    }

    Map<String, String> options() {
        return optionsOf(row);
    }

    static Map<String, String> optionsOf(ScheduleRow row) {
        return MAPS.read(row.terms().get(TermColumns.OPTIONS));
    }

    @Nullable
    String workflow() {
        return row.terms().get(TermColumns.WORKFLOW);
    }

    /**
     * Checks what it enqueues.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    void check(ScheduledTasks tasks) {
        String workflow = workflow();
        try {
            if (workflow == null) {
                tasks.call(task(), arguments(), call -> CallText.applied(call, options()));
            } else {
                tasks.checkWorkflow(workflow);
            }
        } catch (QueueUnavailableException | IllegalArgumentException asItIs) {
            throw asItIs;
        } catch (RuntimeException unreadable) { // also of a router, a payload format
            throw new IllegalArgumentException(
                    workflow == null
                            ? "The arguments do not fit task '" + task() + "': " + unreadable.getMessage()
                            : "The workflow cannot run: " + unreadable.getMessage(),
                    unreadable);
        }
    }

    ScheduledTasks.Run run(ScheduledTasks tasks, Instant fireAt) {
        String workflow = workflow();
        return workflow == null
                ? tasks.run(task(), arguments(), call -> CallText.applied(call, options()), row.id(), fireAt)
                : tasks.run(workflow, row.id(), fireAt);
    }
}
