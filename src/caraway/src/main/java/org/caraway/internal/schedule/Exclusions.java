package org.caraway.internal.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Which fires of a schedule calendars leave out. Thread-safe. */
@FunctionalInterface
interface Exclusions {

    /** No calendar. */
    Exclusions NONE = fire -> null;

    /**
     * Why this fire does not run, null if it does.
     *
     * @throws PluginNotReadyException if a calendar cannot tell
     */
    @Nullable
    String reason(Instant fire);
}
