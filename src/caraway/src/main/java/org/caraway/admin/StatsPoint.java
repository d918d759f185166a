package org.caraway.admin;

import java.time.Duration;
import java.time.Instant;

/**
 * What all workers did with the tasks of one name in one queue in a span of time. Immutable.
 *
 * <p>Workers count in memory and write what they have counted every five seconds, and when they stop: a process that is
 * killed takes the last seconds with it. For numbers that must be right to the last one count {@code caraway_task}.
 *
 * @param from when the span begins
 * @param queue where the tasks stood
 * @param name the definition
 * @param started how many attempts called their method
 * @param succeeded how many tasks ended as SUCCESS
 * @param failed how many tasks ended as FAILURE
 * @param retried how many attempts are followed by another: after a failure, or because they asked for it
 * @param revoked how many tasks ended as REVOKED
 * @param expired how many tasks ended as EXPIRED
 * @param waited for how long all that were started had been due, together, rounded down to milliseconds for each worker
 *     and write
 * @param ran how long all attempts that ended took, together, rounded alike
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
        Duration waited,
        Duration ran) {}
