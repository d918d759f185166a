package org.caraway.internal.observation.metrics;

import org.caraway.internal.observation.metrics.MetricSink.Family;

/** The names of all metrics. Stateless. {@code docs/operate/monitoring.md} has the same table. */
final class TaskFamilies {

    static final Family ENQUEUED = new Family(
            "caraway_tasks_enqueued_total",
            "Tasks that this process has enqueued, those of rolled back transactions included");
    static final Family STARTED = new Family("caraway_tasks_started_total", "Attempts that have called their method");
    static final Family SUCCEEDED = new Family("caraway_tasks_succeeded_total", "Attempts that succeeded");
    static final Family RETRIED =
            new Family("caraway_tasks_retried_total", "Attempts that failed and are followed by another");
    static final Family POSTPONED = new Family("caraway_tasks_postponed_total", "Attempts that asked to be run later");
    static final Family FAILED = new Family(
            "caraway_tasks_failed_total", "Tasks that failed for good, those that rejected themselves included");
    static final Family REVOKED =
            new Family("caraway_tasks_revoked_total", "Tasks that ended because they were revoked");
    static final Family EXPIRED =
            new Family("caraway_tasks_expired_total", "Tasks for which no worker was free in time");
    static final Family REDELIVERED = new Family(
            "caraway_tasks_redelivered_total", "Tasks of lost workers that this process has given to others");
    static final Family LATE = new Family(
            "caraway_tasks_lease_lost_total", "Attempts whose end was refused, because their lease was over");
    static final Family MENDED = new Family(
            "caraway_workflows_mended_total",
            "Workflows whose steps waited for nothing until this process found them; should stay 0");
    static final Family RUNNING = new Family(
            "caraway_tasks_running", "Attempts whose method runs in this process, on threads that are stuck included");

    /** The beginning of the names of a histogram's three families. */
    static final String WAIT = "caraway_task_wait_seconds";

    static final String WAIT_HELP = "From when a task was due until it was claimed, by the database's clock";

    /** The beginning of the names of a histogram's three families. */
    static final String RUN = "caraway_task_run_seconds";

    static final String RUN_HELP = "How long attempts took";

    static final Family READY =
            new Family("caraway_queue_ready", "Tasks of the queue that may be claimed now, counted up to 10,000");
    static final Family OLDEST = new Family(
            "caraway_queue_oldest_seconds", "For how long the longest task of the queue has been ready, 0 if none is");
    static final Family SLOTS =
            new Family("caraway_queue_slots", "How many tasks of the queue the living workers run at once, together");
    static final Family WORKERS = new Family("caraway_workers", "Living workers of all nodes");
    static final Family DATABASE =
            new Family("caraway_database_up", "1 if the database answered this process when it was last asked, else 0");
    static final Family STUCK = new Family(
            "caraway_stuck_threads", "Threads of this process whose attempt is over while its method goes on");
    static final Family UNCLAIMABLE = new Family(
            "caraway_unclaimable_names",
            "Names with due tasks in a queue where no living worker can claim them, as seen within the last minute");

    static final Family FIRES = new Family("caraway_schedule_fires_total", "Fires of schedules that enqueued a task");
    static final Family LATE_FIRES = new Family(
            "caraway_schedule_late_fires_total",
            "Those of them that came more than a second after their instant, other than after a wait for a run");
    static final Family MISSED_FIRES =
            new Family("caraway_schedule_missed_total", "Fires that no node could fire in time");
    static final Family SKIPPED_FIRES = new Family(
            "caraway_schedule_skipped_total",
            "Fires that did not run, because an earlier run had not finished, the queue was full, or they were vetoed");
    static final Family QUEUED_FIRES =
            new Family("caraway_schedule_queued_total", "Fires that waited for the end of an earlier run");
    static final Family REFUSED_FIRES =
            new Family("caraway_schedule_refused_total", "Fires whose task could not be made");
    static final Family LATE_SCHEDULES = new Family(
            "caraway_late_schedules", "Active schedules that have not run for three of their periods, of all nodes");

    private TaskFamilies() {}
}
