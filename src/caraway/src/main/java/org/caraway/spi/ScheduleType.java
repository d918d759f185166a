package org.caraway.spi;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * When schedules fire, by rules of the application's own.
 *
 * <p>Each CDI bean of this type with a name is found by that name, which has no spaces. It must be thread-safe, and is
 * looked up once, when Caraway starts.
 *
 * <pre>{@code
 * @ApplicationScoped
 * @Named("tide")
 * public class Tides implements ScheduleType {
 *
 *     public Optional<Instant> next(String expression, ZoneId zone, Instant after) {
 *         return tables.of(expression).firstHighTideLaterThan(after);
 *     }
 * }
 *
 * @Task
 * @Periodic(type = "tide Brest")
 * public void openLock() { ... }
 * }</pre>
 *
 * <p>At run time {@link org.caraway.admin.Timing#custom} names it, in SQL the kind {@code CUSTOM} with the expression
 * {@code tide Brest}. Bounds, jitter and the policies for missed fires and overlaps work as with other schedules.
 */
@FunctionalInterface
public interface ScheduleType {

    /**
     * Returns the first fire that is later than this instant, empty if there is none. Equal arguments have equal
     * results, on all nodes. Called by the loop that fires all schedules of the node, up to a thousand times in a row:
     * return at once. A result is rounded up to milliseconds.
     *
     * @param expression what follows the name of the type, without surrounding spaces; empty for nothing
     * @param zone the schedule's time zone, UTC unless given
     * @throws IllegalArgumentException with what is wrong with the expression, or {@link java.time.DateTimeException}:
     *     such a schedule is refused
     * @throws RuntimeException if the type cannot tell now: the schedule waits, and is tried again a minute later
     */
    Optional<Instant> next(String expression, ZoneId zone, Instant after);
}
