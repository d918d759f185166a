package org.caraway.internal.propagation;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.caraway.spi.ContextPropagator;

/**
 * A header of W3C Trace Context, W3C Baggage or another trace format, from the caller's request or from the tracer of
 * the caller. Thread-safe. Restores nothing, because the tracer of the attempt reads it. A malformed or too large
 * header is dropped, because outside input must not fail the enqueueing. The specification of Trace Context requires
 * support of 512 characters for {@code tracestate}, that of Baggage of 8,192, which would be too much for a row.
 */
public final class TraceHeader implements ContextPropagator {

    private static final Pattern TRACE_PARENT_FORM =
            Pattern.compile("[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
    private static final Pattern TRACE_STATE_FORM = Pattern.compile("[ -~]{1,512}");
    private static final Pattern BAGGAGE_FORM = Pattern.compile("[ -~]{1,2048}");
    private static final Pattern OTHER_FORM = Pattern.compile("[ -~]{1,512}");

    private final String name;
    private final Pattern form;
    private final Function<String, Optional<String>> source;

    private TraceHeader(String name, Function<String, Optional<String>> source) {
        this.name = name;
        this.form = switch (name) {
            case TRACE_PARENT -> TRACE_PARENT_FORM;
            case TRACE_STATE -> TRACE_STATE_FORM;
            case BAGGAGE -> BAGGAGE_FORM;
            default -> OTHER_FORM;
        };
        this.source = source;
    }

    /**
     * The propagators of the W3C headers.
     *
     * @param source returns the current thread's header of a name
     */
    public static List<ContextPropagator> all(Function<String, Optional<String>> source) {
        return all(source, List.of());
    }

    /** The propagators of the W3C headers and of the named headers. */
    public static List<ContextPropagator> all(
            Function<String, Optional<String>> source, Collection<String> otherNames) {
        return Stream.concat(Stream.of(TRACE_PARENT, TRACE_STATE, BAGGAGE), otherNames.stream())
                .distinct()
                .<ContextPropagator>map(name -> new TraceHeader(name, source))
                .toList();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<String> capture() {
        return source.apply(name).filter(value -> form.matcher(value).matches());
    }

    @Override
    public Restored restore(String captured, int version) {
        return Restored.NOTHING;
    }
}
