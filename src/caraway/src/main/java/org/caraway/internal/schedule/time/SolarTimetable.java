package org.caraway.internal.schedule.time;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.caraway.admin.Timing.SolarEvent;
import org.jspecify.annotations.Nullable;
import org.shredzone.commons.suncalc.SunTimes;

/**
 * An event of the sun at a place, day by day, in whole seconds. Immutable. Near the poles an event may not happen for
 * months: such days are left out.
 */
record SolarTimetable(SolarEvent event, double latitude, double longitude) implements Timetable {

    private static final int DAYS = 366;

    static SolarTimetable parse(String text) {
        String[] parts = text.trim().split("\\s+", -1);
        try {
            if (parts.length == 3) {
                return new SolarTimetable(
                        SolarEvent.valueOf(parts[0].toUpperCase(Locale.ROOT)),
                        degrees("latitude", parts[1], 90),
                        degrees("longitude", parts[2], 180));
            }
        } catch (IllegalArgumentException unreadable) {
            throw new IllegalArgumentException(hint(text) + ": " + unreadable.getMessage(), unreadable);
        }
        throw new IllegalArgumentException(hint(text));
    }

    private static String hint(String text) {
        return "'" + text + "' is no event of the sun; write one of " + Arrays.toString(SolarEvent.values())
                + " with latitude and longitude in degrees, such as 'SUNSET 48.86 2.35'";
    }

    private static double degrees(String what, String text, int most) {
        double degrees = Double.parseDouble(text);
        if (!(Math.abs(degrees) <= most)) {
            throw new IllegalArgumentException("the " + what + " " + text + " is not in -" + most + " to " + most);
        }
        return degrees;
    }

    @Override
    public Optional<Instant> next(Instant after) {
        Instant from = after;
        Instant end = after.plus(Duration.ofDays(DAYS));
        while (from.isBefore(end)) {
            ZonedDateTime found = eventFrom(from);
            if (found != null) {
                Instant fire = found.toInstant().truncatedTo(ChronoUnit.SECONDS);
                if (fire.isAfter(after)) {
                    return Optional.of(fire);
                }
            }
            from = from.plus(Duration.ofHours(12));
        }
        return Optional.empty();
    }

    /** The first within 24 hours. */
    private @Nullable ZonedDateTime eventFrom(Instant from) {
        boolean civil = event == SolarEvent.DAWN || event == SolarEvent.DUSK;
        SunTimes times = SunTimes.compute()
                .on(from)
                .utc()
                .at(latitude, longitude)
                .oneDay()
                .twilight(civil ? SunTimes.Twilight.CIVIL : SunTimes.Twilight.VISUAL)
                .execute();
        return switch (event) {
            case DAWN, SUNRISE -> times.getRise();
            case NOON -> times.getNoon();
            case SUNSET, DUSK -> times.getSet();
        };
    }
}
