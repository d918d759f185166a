package org.caraway.internal.observation.opentelemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.caraway.internal.propagation.InboundCall;

/**
 * The headers with the current thread's trace and baggage; those of the request while the thread has no span. The two
 * are not mixed, because a request's {@code tracestate} belongs to its own trace. Thread-safe.
 */
final class CurrentHeaders implements Function<String, Optional<String>> {

    private static final TextMapSetter<Map<String, String>> SETTER = (headers, name, value) -> {
        if (headers != null) {
            headers.put(name, value);
        }
    };

    private final TextMapPropagator propagator;
    private final InboundCall call;

    CurrentHeaders(TextMapPropagator propagator, InboundCall call) {
        this.propagator = propagator;
        this.call = call;
    }

    @Override
    public Optional<String> apply(String name) {
        Context current = Context.current();
        if (!Span.fromContext(current).getSpanContext().isValid()) {
            return call.header(name);
        }
        Map<String, String> headers = new HashMap<>();
        propagator.inject(current, headers, SETTER);
        return Optional.ofNullable(headers.get(name));
    }
}
