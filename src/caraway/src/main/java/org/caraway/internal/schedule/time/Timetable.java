package org.caraway.internal.schedule.time;

import java.time.Instant;
import java.util.Optional;

/** When a schedule fires, as a function of the instant before. Immutable. */
@FunctionalInterface
public interface Timetable {

    /** The first fire later than this instant; absent if there is none. */
    Optional<Instant> next(Instant after);
}
