package org.caraway.internal.cdi.monitoring;

import static java.lang.System.Logger.Level.WARNING;

import io.opentelemetry.api.OpenTelemetry;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import org.caraway.internal.observation.Tracing;
import org.caraway.internal.observation.opentelemetry.OpenTelemetryTracing;
import org.caraway.internal.propagation.InboundCall;

/**
 * The bean that MicroProfile Telemetry or the application provides. Stateless. Loaded only where the API of
 * OpenTelemetry is.
 *
 * <p>The global instance is never used: in the versions that servers have, reading it also sets it, and a later attempt
 * to set it fails.
 */
final class OpenTelemetryBean {

    private static final System.Logger LOG = System.getLogger(OpenTelemetryBean.class.getName());

    private OpenTelemetryBean() {}

    /** Tracing with the bean; off, with a warning, if it cannot be had: tasks run without spans too. */
    static Tracing tracing(BeanManager beans, InboundCall call) {
        try {
            Bean<?> bean = beans.resolve(beans.getBeans(OpenTelemetry.class));
            return bean == null ? Tracing.off(call) : OpenTelemetryTracing.of(instance(beans, bean), call);
        } catch (RuntimeException unusable) {
            LOG.log(
                    WARNING,
                    () -> "Tasks are not traced: the OpenTelemetry bean cannot be had. If the server has one beside the"
                            + " application's, make the class that produces that an @Alternative with a @Priority;"
                            + " caraway.tracing=false ends this warning",
                    unusable);
            return Tracing.off(call);
        }
    }

    private static OpenTelemetry instance(BeanManager beans, Bean<?> bean) {
        return (OpenTelemetry) beans.getReference(bean, OpenTelemetry.class, beans.createCreationalContext(bean));
    }
}
