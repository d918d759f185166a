package org.caraway.internal.store.retain;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;

/** The ids from one on and below another, in the order of the database: byte by byte. Immutable. */
public record IdRange(UUID from, UUID below) {

    private static final int BITS_AFTER_MILLISECOND = 16;

    /**
     * The ids of version 7 (RFC 9562, section 5.7) that are made on this day (UTC): they begin with the millisecond.
     */
    public static IdRange ofDay(LocalDate day) {
        return new IdRange(first(day), first(day.plusDays(1)));
    }

    private static UUID first(LocalDate day) {
        long millis = day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
        return new UUID(millis << BITS_AFTER_MILLISECOND, 0);
    }
}
