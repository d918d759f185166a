package org.caraway.it.web.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.caraway.spi.ExclusionCalendar;
import org.caraway.spi.ScheduleType;

/** Times of schedules of the application's own. */
final class OwnTimes {

    private OwnTimes() {}

    /** Fires at each second. */
    @ApplicationScoped
    @Named("each-second")
    public static class EachSecond implements ScheduleType {

        @Override
        public Optional<Instant> next(String expression, ZoneId zone, Instant after) {
            return Optional.of(after.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1));
        }
    }

    /** Leaves out all fires. */
    @ApplicationScoped
    @Named("closed")
    public static class Closed implements ExclusionCalendar {

        @Override
        public Optional<String> exclusion(Instant fire, ZoneId zone) {
            return Optional.of("closed in " + zone);
        }
    }
}
