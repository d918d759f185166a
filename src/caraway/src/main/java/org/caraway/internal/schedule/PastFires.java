package org.caraway.internal.schedule;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.caraway.Overlap;
import org.caraway.admin.FireOutcome;
import org.caraway.admin.ScheduleState;
import org.caraway.internal.client.ScheduledTasks;
import org.caraway.internal.store.schedule.ScheduleFires.Fire;
import org.caraway.internal.store.schedule.ScheduleRow;

/**
 * The fires of a schedule in a span of the past, by its present times. Immutable.
 *
 * @param schedule the schedule
 * @param at the fires, the earliest first
 */
record PastFires(StoredSchedule schedule, List<Instant> at) {

    static final int CAP = 1_000;

    /** How many tasks are inserted in one transaction. */
    static final int TASKS_CAP = 10_000;

    /**
     * The fires from the one instant until before the other, without those that calendars exclude.
     *
     * @param now the database's clock
     * @throws IllegalArgumentException if the span is empty or not of the past, if it has too many fires, or if the
     *     fires depend on the ends of runs
     */
    static PastFires of(ScheduleRow row, Instant from, Instant to, Instant now, SchedulePlugins plugins) {
        if (!requireNonNull(from, "from").isBefore(requireNonNull(to, "to"))) {
            throw new IllegalArgumentException("A backfill from " + from + " to " + to + " is empty; let it end later");
        }
        if (to.isAfter(now)) {
            throw new IllegalArgumentException(
                    "A backfill until " + to + " reaches into the future; let it end at " + now + " at the latest");
        }
        if (row.status().state().equals(ScheduleState.WITHDRAWN.name())) {
            throw new IllegalArgumentException("Schedule '" + row.name()
                    + "' is withdrawn; once code declares it again, its misfire policy decides about what it missed");
        }
        StoredSchedule schedule = StoredSchedule.of(row, plugins);
        if (FirePlan.byDelay(schedule.settings())) {
            throw new IllegalArgumentException("Schedule '" + row.name()
                    + "' fires some time after the end of each run, so that no fires of the past are due; use runNow");
        }
        Instant dueAt = row.status().nextAt();
        Instant end = dueAt == null || to.isBefore(dueAt) ? to : dueAt; // the loop decides about what is due
        List<Instant> at = new ArrayList<>();
        Optional<Instant> fire = schedule.timetable().next(from.minusNanos(1));
        while (fire.isPresent() && fire.get().isBefore(end)) {
            if (at.size() == CAP) {
                throw new IllegalArgumentException("Schedule '" + row.name() + "' has more than " + CAP + " fires from "
                        + from + " to " + to + "; take a shorter span");
            }
            if (schedule.exclusions().reason(fire.get()) == null) {
                at.add(fire.get());
            }
            fire = schedule.timetable().next(fire.get());
        }
        return new PastFires(schedule, at);
    }

    /** Whether the runs follow one another, because runs of the schedule may not overlap. */
    boolean oneAfterAnother() {
        return schedule.settings().overlap() != Overlap.ALLOW;
    }

    List<Fire> queued() {
        return at.stream()
                .map(fire -> new Fire(fire, FireOutcome.QUEUED.name(), null, null, null))
                .toList();
    }

    /**
     * The runs, for which their queues have room.
     *
     * @throws IllegalArgumentException if they have too many tasks
     * @throws org.caraway.QueueFullException if a queue has no room for all of them
     */
    List<ScheduledTasks.Run> runs(ScheduledTasks tasks) {
        List<ScheduledTasks.Run> runs = new ArrayList<>();
        int rows = 0;
        for (Instant fire : at) {
            ScheduledTasks.Run run = schedule.run(tasks, fire);
            rows += run.tasks().size();
            if (rows > TASKS_CAP) {
                throw new IllegalArgumentException("The " + at.size() + " fires of schedule '"
                        + schedule.row().name() + "' from " + at.get(0) + " on have more than " + TASKS_CAP
                        + " tasks, the steps of their workflows included; take a shorter span");
            }
            runs.add(run);
        }
        ScheduledTasks.Admission admission = tasks.admission();
        runs.forEach(admission::admit);
        return runs;
    }

    List<Fire> fired(List<ScheduledTasks.Run> runs) {
        List<Fire> fires = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            ScheduledTasks.Run run = runs.get(i);
            fires.add(new Fire(at.get(i), FireOutcome.FIRED.name(), run.task(), run.workflow(), null));
        }
        return fires;
    }
}
