package org.caraway.internal.store.schedule;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.caraway.internal.store.model.NewTask;
import org.caraway.internal.store.model.WorkflowPlan;
import org.jspecify.annotations.Nullable;

/** Reads due schedules and stores what becomes of their fires. Thread-safe. */
public interface ScheduleFires {

    /**
     * Schedules that are due.
     *
     * @param now the database's clock
     * @param rows the due ones, the earliest first
     * @param nextAt when the next of all others is due, null if none is
     */
    record Due(
            Instant now, List<ScheduleRow> rows, @Nullable Instant nextAt) {}

    /** Reads at most this many due schedules but these, without locking them. */
    Due due(int limit, Set<UUID> except);

    /** Active schedules that are due, or of which so many fires in a row have not run; without the next due time. */
    Due late(int firesWithoutRun, int limit);

    /**
     * Fires that wait for the end of a run, of schedules of which no run is under way.
     *
     * @param now the database's clock
     * @param rows the schedules
     * @param fireAt for each schedule, the earliest fire that waits, of a backfill only if no other does
     */
    record Queued(Instant now, List<ScheduleRow> rows, Map<UUID, Instant> fireAt) {}

    /** Reads at most this many schedules with waiting fires. */
    Queued queued(int limit);

    /**
     * The runs of a schedule.
     *
     * @param waiting how many have not begun, fires that wait for the end of a run included
     * @param started how many are running
     * @param backfilled how many of a backfill have not finished, those that wait for the end of a run left out; they
     *     are not among the others
     */
    record Runs(int waiting, int started, int backfilled) {

        /** No run. */
        public static final Runs NONE = new Runs(0, 0, 0);
    }

    /** The runs of these schedules that have not finished; schedules without any are left out. */
    Map<UUID, Runs> runs(Set<UUID> schedules);

    /** How many runs since then failed in a row, the latest included, counted up to this number. */
    int failuresInARow(UUID schedule, Instant since, int most);

    /** When this task finished; null if it has not, or is gone. */
    @Nullable
    Instant finishedAt(UUID task);

    /**
     * What became of one fire.
     *
     * @param at its instant
     * @param outcome the name of the outcome
     * @param task the task to insert, of a workflow its last; null for none
     * @param workflow the workflow to insert with its tasks, null for a single task
     * @param reason why it did not run, null if it did
     */
    record Fire(
            Instant at,
            String outcome,
            @Nullable NewTask task,
            @Nullable WorkflowPlan workflow,
            @Nullable String reason) {

        /** The id of the task of a fire that runs. */
        public UUID taskId() {
            return requireNonNull(task, "A fire that runs has a task. This is a bug in Caraway.")
                    .id();
        }
    }

    /**
     * The outcome of a round for one schedule.
     *
     * @param row the schedule as it was read
     * @param status what it does from now on
     * @param fires its fires
     * @param revokeRunning whether its runs are revoked
     * @param wasQueued whether its one fire had been recorded as waiting
     */
    record Firing(
            ScheduleRow row, ScheduleRow.Status status, List<Fire> fires, boolean revokeRunning, boolean wasQueued) {}

    /**
     * Stores the outcomes for schedules that nobody has changed since they were read, with their tasks, in one
     * transaction; returns the ids of these schedules.
     */
    Set<UUID> store(List<Firing> firings);
}
