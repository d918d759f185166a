package org.caraway.internal.store.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.caraway.internal.store.audit.AuditNote;
import org.jspecify.annotations.Nullable;

/** Reads and changes schedules. Thread-safe. */
public interface ScheduleChanges {

    /** The database's clock; joins. */
    Instant now();

    /** The schedule with this name; joins. */
    Optional<ScheduleRow> find(String name);

    /** Schedules in the order of their names, after this one, at most this many; joins. */
    List<ScheduleRow> list(String after, int limit);

    /** Active schedules that have been due for longer than this; joins. */
    List<ScheduleRow> late(Duration late, int limit);

    /** Inserts a schedule unless its name is taken, and returns whether it did; joins. */
    boolean insert(ScheduleRow row, @Nullable AuditNote note);

    /**
     * Changes a schedule, serialized with all other changes and fires of it; joins.
     *
     * @param change takes the present row and the database's clock; if it returns the same row, nothing is written
     * @return the new row, absent if there is no such schedule
     */
    Optional<ScheduleRow> change(
            String name, BiFunction<ScheduleRow, Instant, ScheduleRow> change, @Nullable AuditNote note);

    /** Deletes a schedule with its history; returns whether there was one; joins. */
    boolean delete(String name, AuditNote note);

    /** The latest fire in the history between these two instants, both included; joins. */
    Optional<Instant> latestFire(UUID schedule, Instant from, Instant to);

    /** Enqueues a run out of turn and records it; joins. */
    void runNow(ScheduleRow row, ScheduleFires.Fire fire, AuditNote note);

    /**
     * Enqueues runs for fires of the past, or lets them wait for the end of a run, and records them; joins.
     *
     * @param fires the earliest first, at least one
     * @return those that had not run
     */
    List<ScheduleFires.Fire> backfill(ScheduleRow row, List<ScheduleFires.Fire> fires, AuditNote note);

    /** Notes that a living node declares these schedules; joins. */
    void declare(Collection<String> names);

    /** Stops the declared schedules that no living node has declared for this long; returns how many. */
    int withdraw(Duration silence);

    /**
     * A fire in the history.
     *
     * @param at its instant
     * @param outcome the name of the outcome
     * @param taskId its task, null for none
     * @param taskState the state of the task, null if there is none, or it is gone
     * @param reason why it did not run, null if it did
     * @param recordedAt when that was decided
     */
    record FireRow(
            Instant at,
            String outcome,
            @Nullable UUID taskId,
            @Nullable String taskState,
            @Nullable String reason,
            Instant recordedAt) {}

    /** The fires of a schedule before this instant, the latest first; joins. */
    List<FireRow> fires(UUID schedule, Instant before, int limit);
}
