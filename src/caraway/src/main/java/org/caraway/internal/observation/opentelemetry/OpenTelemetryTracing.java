package org.caraway.internal.observation.opentelemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.List;
import org.caraway.internal.observation.Tracing;
import org.caraway.internal.propagation.InboundCall;
import org.caraway.internal.propagation.TraceHeader;

/** Creates tracing with an OpenTelemetry. Stateless. */
public final class OpenTelemetryTracing {

    private static final String SCOPE = "org.caraway";

    private OpenTelemetryTracing() {}

    /**
     * Tracing with this OpenTelemetry; off if its propagator has no fields. A disabled OpenTelemetry is recognized in
     * this way: MicroProfile Telemetry always provides one, and Payara's disabled one creates spans that are not
     * exported.
     *
     * @param call the request whose trace continues if the current thread has none
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
