package org.caraway.internal.observation.opentelemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.List;
import org.caraway.internal.observation.Tracing;
import org.caraway.internal.propagation.InboundCall;
import org.caraway.internal.propagation.TraceHeader;

/** Makes tracing of an OpenTelemetry. Stateless. */
public final class OpenTelemetryTracing {

    private static final String SCOPE = "org.caraway";

    private OpenTelemetryTracing() {}

    /**
     * Tracing with this OpenTelemetry; off if its propagator carries nothing. That is how one that is disabled shows
     * itself: MicroProfile Telemetry hands one out in any case, and Payara's disabled one makes spans that nobody
     * exports.
     *
     * @param call whose trace goes on where the current thread has none
     */
    public static Tracing of(OpenTelemetry openTelemetry, InboundCall call) {
        TextMapPropagator propagator = openTelemetry.getPropagators().getTextMapPropagator();
        if (propagator.fields().isEmpty()) {
            return Tracing.off(call);
        }
        return new Tracing(
                TraceHeader.all(new CurrentHeaders(propagator, call), propagator.fields()),
                List.of(new TaskSpans(openTelemetry.getTracer(SCOPE), propagator, call)));
    }
}
