package org.caraway.internal.cdi.monitoring;

import jakarta.enterprise.inject.spi.BeanManager;
import org.caraway.internal.cdi.config.OptionalApi;
import org.caraway.internal.observation.Tracing;
import org.caraway.internal.propagation.InboundCall;
import org.jspecify.annotations.Nullable;

/** The tracing of this application's tasks, created when Caraway starts. Confined to the thread that starts it. */
public final class ApplicationTracing {

    private final BeanManager beans;
    private final InboundCall call;
    private final boolean enabled;
    private @Nullable Tracing tracing;

    /**
     * Of the application with these beans.
     *
     * @param call the call whose trace is continued
     * @param enabled whether the configuration allows it
     */
    public ApplicationTracing(BeanManager beans, InboundCall call, boolean enabled) {
        this.beans = beans;
        this.call = call;
        this.enabled = enabled;
    }

    /** Tracing with the application's OpenTelemetry; off if it has none. */
    public Tracing tracing() {
        Tracing known = tracing;
        if (known == null) {
            known = enabled && OptionalApi.OPEN_TELEMETRY.present()
                    ? OpenTelemetryBean.tracing(beans, call)
                    : Tracing.off(call);
            tracing = known;
        }
        return known;
    }
}
