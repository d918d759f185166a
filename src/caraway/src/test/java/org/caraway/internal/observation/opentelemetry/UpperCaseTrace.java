package org.caraway.internal.observation.opentelemetry;

import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Carries the trace in a header that is not W3C's. */
final class UpperCaseTrace implements TextMapPropagator {

    private final TextMapPropagator original = W3CTraceContextPropagator.getInstance();

    @Override
    public Collection<String> fields() {
        return List.of("x-trace");
    }

    @Override
    public <C> void inject(Context context, @Nullable C carrier, TextMapSetter<C> setter) {
        original.inject(context, carrier, (to, name, value) -> {
            if (name.equals("traceparent")) {
                setter.set(to, "x-trace", value.toUpperCase(Locale.ROOT));
            }
        });
    }

    @Override
    public <C> Context extract(Context context, @Nullable C carrier, TextMapGetter<C> getter) {
        return original.extract(context, carrier, new TextMapGetter<C>() {

            @Override
            public Iterable<String> keys(C from) {
                return getter.keys(from);
            }

            @Override
            public @Nullable String get(@Nullable C from, String name) {
                String value = name.equals("traceparent") ? getter.get(from, "x-trace") : null;
                return value == null ? null : value.toLowerCase(Locale.ROOT);
            }
        });
    }
}
