package org.caraway.internal.propagation;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.caraway.spi.ContextPropagator;

/**
 * One of the headers of W3C Trace Context and W3C Baggage, or of another form in which traces travel: as the caller's
 * request has it, or as whatever traces the caller makes it. Thread-safe. Restores nothing: what traces the attempt
 * asks for it.
 *
 * <p>A header that is malformed or larger than here allowed is left behind: what comes from outside must not make the
 * enqueueing fail. The specification of Trace Context asks for 512 characters of {@code tracestate}; those of Baggage
 * for up to 8,192, of which a row in a table should not be full.
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
     * One for each of W3C's headers.
     *
     * @param source what the header of a name is for the current thread
     */
    public static List<ContextPropagator> all(Function<String, Optional<String>> source) {
        return all(source, List.of());
    }

    /** One for each of W3C's headers, and for those that are named. */
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
