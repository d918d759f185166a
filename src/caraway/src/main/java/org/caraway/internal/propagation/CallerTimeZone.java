package org.caraway.internal.propagation;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Optional;
import org.caraway.spi.ContextPropagator;
import org.jspecify.annotations.Nullable;

/**
 * The time zone in a header of the caller's request, for {@link org.caraway.TaskContext#timeZone()}. Thread-safe. HTTP
 * has no standard header for it, so the application's pages send one. Restores nothing, because the default zone
 * belongs to all threads of the server.
 */
public final class CallerTimeZone implements ContextPropagator {

    private static final int ID_CAP = 50; // the longest in the IANA database has 32 characters

    private final InboundCall call;
    private final String header;

    /**
     * For this request.
     *
     * @param header the name of the header with the IANA name of the zone
     */
    public CallerTimeZone(InboundCall call, String header) {
        this.call = call;
        this.header = header;
    }

    @Override
    public String name() {
        return TIME_ZONE;
    }

    @Override
    public Optional<String> capture() {
        return call.header(header).map(String::strip).filter(id -> zone(id) != null);
    }

    @Override
    public Restored restore(String captured, int version) {
        return Restored.NOTHING;
    }

    /** The zone of this name, null if it is invalid. */
    static @Nullable ZoneId zone(String id) {
        try {
            return id.length() <= ID_CAP ? ZoneId.of(id) : null;
        } catch (DateTimeException unknown) { // what comes from outside must not make the enqueueing fail
            return null;
        }
    }
}
