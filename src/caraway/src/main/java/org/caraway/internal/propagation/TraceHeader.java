package org.caraway.internal.propagation;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.caraway.spi.ContextPropagator;

/**
 * One of the headers of W3C Trace Context and W3C Baggage, as the caller's request has it. Thread-safe. Restores nothing: what
 * traces the attempt asks for it.
 *
 * <p>A header that is malformed or larger than here allowed is left behind: what comes from outside must not make the enqueueing
 * fail. The specification of Trace Context asks for 512 characters of {@code tracestate}; those of Baggage for up to 8,192, of
 * which a row in a table should not be full.
 */
public final class TraceHeader implements ContextPropagator {

    private static final Pattern TRACE_PARENT_FORM =
            Pattern.compile("[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
    private static final Pattern TRACE_STATE_FORM = Pattern.compile("[ -~]{1,512}");
    private static final Pattern BAGGAGE_FORM = Pattern.compile("[ -~]{1,2048}");

    private final String name;
    private final Pattern form;
    private final InboundCall call;

    private TraceHeader(String name, Pattern form, InboundCall call) {
        this.name = name;
        this.form = form;
        this.call = call;
    }

    /** One for each of the headers. */
    public static List<ContextPropagator> all(InboundCall call) {
        return List.of(
                new TraceHeader(TRACE_PARENT, TRACE_PARENT_FORM, call),
                new TraceHeader(TRACE_STATE, TRACE_STATE_FORM, call),
                new TraceHeader(BAGGAGE, BAGGAGE_FORM, call));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<String> capture() {
        return call.header(name).filter(value -> form.matcher(value).matches());
    }

    @Override
    public Restored restore(String captured, int version) {
        return Restored.NOTHING;
    }
}
