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
 * What travels with a task beside its arguments, as it is stored. Immutable.
 *
 * @param caller who enqueued the task, null if nobody said
 * @param json what was captured, null for nothing
 */
public record CallerContext(
        @Nullable String caller, @Nullable String json) {

    private static final CapturedJson FORM = new CapturedJson();

    /** Of nobody, with nothing. */
    public static final CallerContext NONE = new CallerContext(null, null);

    private static final int TRACE_ID_START = 3; // of version-traceid-parentid-flags
    private static final int TRACE_ID_END = 35;

    /**
     * What was captured, by the names of the propagators.
     *
     * @throws CarawayException if it is not written as Caraway writes it
     */
    Map<String, Captured> entries(CapturedJson form) {
        return json == null ? Map.of() : form.read(json);
    }

    /** The caller's locale, absent if none or none that is well-formed was captured. */
    public Optional<Locale> locale() {
        return text(ContextPropagator.LOCALE).map(Locale::forLanguageTag).filter(locale -> !locale.getLanguage()
                .isEmpty());
    }

    /** The caller's time zone, absent if none or none that is known here was captured. */
    public Optional<ZoneId> timeZone() {
        return text(ContextPropagator.TIME_ZONE).map(CallerTimeZone::zone);
    }

    /** Those of the caller's roles that were captured. */
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
     * @throws CarawayException if they are not written as Caraway writes them
     */
    public Map<String, String> texts() {
        Map<String, String> texts = new HashMap<>();
        entries(FORM).forEach((name, captured) -> texts.put(name, captured.text()));
        return texts;
    }
}
