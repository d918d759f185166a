package org.caraway.admin;

import java.time.Duration;
import java.time.Instant;

/**
 * The counters of all workers for the tasks of one name in one queue during a period. Immutable.
 *
 * <p>Workers count in memory and write their counters every five seconds and when they stop: the counters of a killed
 * process lack its last seconds. For exact numbers, count the rows of {@code caraway_task}.
 *
 * @param from the beginning of the period
 * @param queue the queue of the tasks
 * @param name the definition
 * @param started the attempts that called their method
 * @param succeeded the tasks that finished as SUCCESS
 * @param failed the tasks that finished as FAILURE
 * @param retried the attempts that were followed by another, after a failure or by request of the task
 * @param revoked the tasks that finished as REVOKED
 * @param expired the tasks that finished as EXPIRED
 * @param waitTime the total time for which the started attempts had been due, rounded down to milliseconds for each
 *     worker and write
 * @param runTime the total run time of the ended attempts, rounded likewise
 */
public record StatsPoint(
        Instant from,
        String queue,
        String name,
        long started,
        long succeeded,
        long failed,
        long retried,
        long revoked,
        long expired,
        Duration waitTime,
        Duration runTime) {}
