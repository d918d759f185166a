package org.caraway.internal.cdi.monitoring;

import jakarta.enterprise.inject.spi.BeanManager;
import org.caraway.internal.cdi.config.OptionalApi;
import org.caraway.internal.observation.Tracing;
import org.caraway.internal.propagation.InboundCall;
import org.jspecify.annotations.Nullable;

/** How this application's tasks are traced, found out when Caraway starts. Confined to the thread that starts it. */
public final class ApplicationTracing {

    private final BeanManager beans;
    private final InboundCall call;
    private final boolean wanted;
    private @Nullable Tracing tracing;

    /**
     * Of the application with these beans.
     *
     * @param call whose trace goes on
     * @param wanted whether the configuration allows it
     */
    public ApplicationTracing(BeanManager beans, InboundCall call, boolean wanted) {
        this.beans = beans;
        this.call = call;
        this.wanted = wanted;
    }

    /** With the application's OpenTelemetry; off if it has none. */
    public Tracing tracing() {
        Tracing known = tracing;
        if (known == null) {
            known = wanted && OptionalApi.OPEN_TELEMETRY.present()
                    ? OpenTelemetryBean.tracing(beans, call)
                    : Tracing.off(call);
            tracing = known;
        }
        return known;
    }
}
