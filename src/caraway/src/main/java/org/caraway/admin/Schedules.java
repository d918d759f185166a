package org.caraway.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.caraway.Workflow;
import org.jspecify.annotations.Nullable;

/**
 * Schedules: what is enqueued again and again, on any number of nodes, each fire once. Injectable and thread-safe.
 * Changes join the caller's JTA transaction, are noted in the audit log, and take effect on all nodes with their
 * commit: a changed schedule fires next at the first of its new times that is later than now and than its latest fire.
 *
 * <p>Code declares schedules by {@link org.caraway.Periodic}. Changes of such a schedule are kept when the application
 * is deployed again, and the code's changes of other settings are applied; {@link #reset} takes the changes back.
 *
 * <p>All methods throw {@link org.caraway.QueueUnavailableException} if the database does not answer, and those that
 * take the name of a schedule {@link IllegalArgumentException} if there is none, unless said otherwise.
 */
public interface Schedules {

    /** The same, whose changes are noted with this actor in the audit log. */
    Schedules by(String actor);

    /**
     * Creates a schedule.
     *
     * @param name 1 to 200 characters, not the name of another schedule
     * @param work what it enqueues: a call or a workflow. A call has no id, start or unique key, and expires in a
     *     duration if at all; a workflow has no id and no unique key, and has not finished before its last step
     * @throws IllegalArgumentException with what is wrong, its value and an example; also if it never fires
     */
    ScheduleInfo create(String name, Workflow<?> work, ScheduleSettings settings);

    /** The schedule with this name. */
    Optional<ScheduleInfo> find(String name);

    /**
     * Schedules in the order of their names.
     *
     * @param after the name after which the list begins, null for all
     * @param limit 1 to 1,000
     */
    List<ScheduleInfo> list(@Nullable String after, int limit);

    /** Changes the settings. */
    ScheduleInfo change(String name, UnaryOperator<ScheduleSettings> change);

    /** Changes what is enqueued. */
    ScheduleInfo change(String name, Workflow<?> work);

    /** Stops firing until {@link #resume}; runs that are under way continue. */
    ScheduleInfo pause(String name);

    /** Fires again, from the next time on; counts runs and failures as before, but forgives the past failures. */
    ScheduleInfo resume(String name);

    /** Takes back all changes of a schedule that code declares. */
    ScheduleInfo reset(String name);

    /**
     * Deletes a schedule with its history and returns whether there was one. One that code declares comes back with the
     * next start of a node.
     */
    boolean delete(String name);

    /**
     * Enqueues a run now, whatever the state and the policies, and returns the id of its task, of a workflow its last.
     */
    UUID runNow(String name);

    /**
     * Enqueues runs for the fires that the schedule, by its present times, had in a span of the past, unless they have
     * run: those that were missed, skipped or refused, and those before it existed. Its next fire stays. The runs
     * follow one another if runs of the schedule may not overlap, and are enqueued at once otherwise. What the history
     * does not have any more (see {@code caraway.retention}) runs again.
     *
     * @param from the earliest fire
     * @param to after the latest fire; not in the future
     * @return the fires that run
     * @throws IllegalArgumentException also if the span is empty, has more than 1,000 fires, if the runs that are
     *     enqueued at once have more than 10,000 tasks, or if the schedule fires after the ends of its runs
     * @throws org.caraway.QueueFullException if a queue has no room for all runs that are enqueued at once
     */
    List<Instant> backfill(String name, Instant from, Instant to);

    /**
     * The next fires of a schedule from now on; empty if it is not active.
     *
     * @param count 1 to 1,000
     */
    List<Instant> next(String name, int count);

    /**
     * The next fires of settings that need not be stored: to try an expression.
     *
     * @param name from which jitter and {@code H} follow
     * @throws IllegalArgumentException with what is wrong
     */
    List<Instant> preview(String name, ScheduleSettings settings, int count);

    /**
     * The fires of a schedule, the latest first: those that ran, and those that did not, with the reason.
     *
     * @param before the instant before which they were, null for all
     * @param limit 1 to 1,000
     */
    List<ScheduleFire> history(String name, @Nullable Instant before, int limit);

    /** Active schedules whose due time passed more than this long ago: no node fires them. */
    List<ScheduleInfo> late(Duration late);
}
