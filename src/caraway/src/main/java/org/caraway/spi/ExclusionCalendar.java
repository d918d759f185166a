package org.caraway.spi;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Times at which schedules do not run, such as holidays.
 *
 * <p>Each CDI bean of this type with a name is found by that name, which has no spaces or commas. It must be
 * thread-safe, and is looked up once, when Caraway starts.
 *
 * <pre>{@code
 * @ApplicationScoped
 * @Named("holidays")
 * public class Holidays implements ExclusionCalendar {
 *
 *     public Optional<String> exclusion(Instant fire, ZoneId zone) {
 *         return Optional.ofNullable(names.get(LocalDate.ofInstant(fire, zone)));
 *     }
 * }
 *
 * @Task
 * @Periodic(cron = "0 7 * * MON-FRI", zone = "Europe/Paris", except = "holidays")
 * public void sendReport() { ... }
 * }</pre>
 */
@FunctionalInterface
public interface ExclusionCalendar {

    /**
     * Returns why this fire does not run, such as the name of the holiday; empty if it runs. Called when the schedule
     * is due, by the loop that fires all schedules of the node: return at once.
     *
     * @param zone the schedule's time zone, UTC unless given
     * @throws RuntimeException if the calendar cannot tell now: the schedule waits, and is tried again a minute later
     */
    Optional<String> exclusion(Instant fire, ZoneId zone);
}
