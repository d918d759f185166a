package org.caraway.internal.cdi.config;

/** An API that a server or an application may lack. Immutable. */
public enum OptionalApi {
    /** Jakarta Servlet: where it is present, a container calls {@code WebApplicationStart}. */
    SERVLET("jakarta.servlet.ServletContainerInitializer"),
    /** The log context of SLF4J. */
    SLF4J("org.slf4j.MDC"),
    /** MicroProfile Health. */
    HEALTH("org.eclipse.microprofile.health.HealthCheck"),
    /** MicroProfile Metrics. */
    METRICS("org.eclipse.microprofile.metrics.MetricRegistry"),
    /** OpenTelemetry. */
    OPEN_TELEMETRY("io.opentelemetry.api.OpenTelemetry");

    private final String type;

    OptionalApi(String type) {
        this.type = type;
    }

    /** Whether its classes can be loaded; if not, no class that mentions them may be loaded. */
    public boolean present() {
        try {
            Class.forName(type, false, OptionalApi.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
