package org.caraway;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * A CDI event about a schedule, fired by the process that took the step, after its transaction has committed. Observe
 * one event type, or {@code ScheduleEvent} for all:
 *
 * <pre>{@code
 * void alarm(@ObservesAsync ScheduleEvent.Paused event) {
 *     mail.send("payroll@example.com", event.schedule() + ": " + event.reason());
 * }
 * }</pre>
 *
 * <p>Observers run on another thread, in a new request context and outside of a transaction; what they throw is logged.
 * Events are not durable: a process that dies before it fires an event never fires it. The history of the schedule has
 * every fire.
 */
public sealed interface ScheduleEvent {

    /** The name of the schedule. */
    String schedule();

    /** A fire of the schedule: one of the events that have the instant of a fire. */
    sealed interface Fire extends ScheduleEvent {

        /** The instant of the fire. */
        Instant at();
    }

    /**
     * A fire has enqueued its task.
     *
     * @param schedule the schedule
     * @param at the instant of the fire
     * @param taskId the task, of a workflow its last
     * @param late how long after its instant it fired, by the database's clock; zero if it waited for the end of a run
     */
    record Fired(String schedule, Instant at, UUID taskId, Duration late) implements Fire {}

    /**
     * A fire waits for the end of a run.
     *
     * @param schedule the schedule
     * @param at the instant of the fire
     */
    record Queued(String schedule, Instant at) implements Fire {}

    /**
     * A fire does not run: an earlier run has not finished, the queue is full, or an observer vetoed it.
     *
     * @param schedule the schedule
     * @param at the instant of the fire
     * @param reason why, as in the history
     */
    record Skipped(String schedule, Instant at, String reason) implements Fire {}

    /**
     * No node could fire it in time.
     *
     * @param schedule the schedule
     * @param at the instant of the fire
     * @param reason why, as in the history; one event may stand for many fires, as its reason then says
     */
    record Missed(String schedule, Instant at, String reason) implements Fire {}

    /**
     * Its task could not be made: arguments that do not fit, a router that failed.
     *
     * @param schedule the schedule
     * @param at the instant of the fire
     * @param reason why, as in the history
     */
    record Refused(String schedule, Instant at, String reason) implements Fire {}

    /**
     * The schedule was paused, by an operator or after too many failures.
     *
     * @param schedule the schedule
     * @param reason why
     */
    record Paused(String schedule, String reason) implements ScheduleEvent {}

    /**
     * The schedule had its last fire.
     *
     * @param schedule the schedule
     */
    record Ended(String schedule) implements ScheduleEvent {}
}
