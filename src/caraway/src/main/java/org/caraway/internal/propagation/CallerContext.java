package org.caraway.internal.propagation;

import java.time.ZoneId;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.caraway.CarawayException;
import org.caraway.spi.ContextPropagator;
import org.jspecify.annotations.Nullable;

/**
 * The stored context of a task. Immutable.
 *
 * @param caller the user who enqueued the task, null if unknown
 * @param json the captured texts, null for none
 */
public record CallerContext(
        @Nullable String caller, @Nullable String json) {

    private static final CapturedJson FORM = new CapturedJson();

    /** No caller and no captured texts. */
    public static final CallerContext NONE = new CallerContext(null, null);

    private static final int TRACE_ID_START = 3; // of version-traceid-parentid-flags
    private static final int TRACE_ID_END = 35;

    /**
     * The captured texts with their versions, by the names of the propagators.
     *
     * @throws CarawayException if the stored form is invalid
     */
    Map<String, Captured> entries(CapturedJson form) {
        return json == null ? Map.of() : form.read(json);
    }

    /** The caller's locale, absent if no well-formed locale was captured. */
    public Optional<Locale> locale() {
        return text(ContextPropagator.LOCALE).map(Locale::forLanguageTag).filter(locale -> !locale.getLanguage()
                .isEmpty());
    }

    /** The caller's time zone, absent if no zone was captured that this JVM supports. */
    public Optional<ZoneId> timeZone() {
        return text(ContextPropagator.TIME_ZONE).map(CallerTimeZone::zone);
    }

    /** The captured roles of the caller. */
    public Set<String> roles() {
        return text(ContextPropagator.ROLES).map(CallerRoles::of).orElse(Set.of());
    }

    /** The W3C trace parent of the call. */
    public Optional<String> traceParent() {
        return text(ContextPropagator.TRACE_PARENT);
    }

    /** The id of the trace that the call belongs to. */
    public Optional<String> traceId() {
        return traceParent()
                .filter(header -> header.length() > TRACE_ID_END)
                .map(header -> header.substring(TRACE_ID_START, TRACE_ID_END));
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(texts().get(name));
    }

    /**
     * The captured texts by the names of their propagators.
     *
     * @throws CarawayException if the stored form is invalid
     */
    public Map<String, String> texts() {
        Map<String, String> texts = new HashMap<>();
        entries(FORM).forEach((name, captured) -> texts.put(name, captured.text()));
        return texts;
    }
}
