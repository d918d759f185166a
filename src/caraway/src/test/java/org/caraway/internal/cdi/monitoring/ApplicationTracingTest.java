package org.caraway.internal.cdi.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.BeanManager;
import org.caraway.internal.cdi.Application;
import org.caraway.internal.cdi.IsolatedClasses;
import org.caraway.internal.observation.Tracing;
import org.caraway.internal.propagation.InboundCall;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ApplicationTracingTest {

    private Application application = Application.with();

    @ApplicationScoped
    static class Telemetry {

        @Produces
        OpenTelemetry openTelemetry() {
            return OpenTelemetry.propagating(ContextPropagators.create(W3CTraceContextPropagator.getInstance()));
        }
    }

    @ApplicationScoped
    static class Second {

        @Produces
        OpenTelemetry openTelemetry() {
            return OpenTelemetry.noop();
        }
    }

    @Alternative
    @Priority(1)
    @ApplicationScoped
    static class Preferred {

        @Produces
        OpenTelemetry openTelemetry() {
            return OpenTelemetry.propagating(ContextPropagators.create(W3CTraceContextPropagator.getInstance()));
        }
    }

    @ApplicationScoped
    static class Broken {

        @Produces
        OpenTelemetry openTelemetry() {
            throw new IllegalStateException("no collector");
        }
    }

    @AfterEach
    void undeploy() {
        application.close();
    }

    private Tracing tracing(boolean wanted, Class<?>... beans) {
        application = Application.with(beans).deploy();
        return new ApplicationTracing(application.bean(BeanManager.class), InboundCall.NONE, wanted).tracing();
    }

    @Test
    void theApplicationsOpenTelemetryIsUsed() {
        assertThat(tracing(true, Telemetry.class).observers()).hasSize(1);
    }

    @Test
    void withoutSuchABeanNobodyTraces() {
        assertThat(tracing(true, Empty.class).observers()).isEmpty();
    }

    @Test
    void oneThatIsDisabledIsNotUsed() {
        assertThat(tracing(true, Second.class).observers()).isEmpty();
    }

    @Test
    void ofTwoNoneIsUsedAndTheApplicationStarts() {
        assertThat(tracing(true, Telemetry.class, Second.class).observers()).isEmpty();
    }

    @Test
    void anAlternativeTakesThePlaceOfTheServers() {
        assertThat(tracing(true, Preferred.class, Second.class).observers()).hasSize(1);
    }

    @Test
    void oneThatCannotBeMadeIsNotUsedAndTheApplicationStarts() {
        assertThat(tracing(true, Broken.class).observers()).isEmpty();
    }

    @Test
    void oneThatIsNotWantedIsNotUsed() {
        assertThat(tracing(false, Telemetry.class).observers()).isEmpty();
    }

    @Test
    void anApplicationRunsWhereTheApiIsAbsent() throws Exception {
        try (IsolatedClasses classes = IsolatedClasses.without("opentelemetry")) {
            assertThat(classes.run(UntracedApplication.Willing.class)).isEqualTo("0 observers trace");
        }
    }

    @Test
    void noClassOfTheApiIsLoadedWhenTracingIsOff() throws Exception {
        try (IsolatedClasses classes = IsolatedClasses.without("no library at all")) {
            assertThat(classes.run(UntracedApplication.Unwilling.class)).isEqualTo("0 observers trace");

            assertThat(classes.loaded("io.opentelemetry.")).isEmpty();
            assertThat(classes.loaded("org.caraway.internal.cdi.")).isNotEmpty();
        }
    }

    @ApplicationScoped
    static class Empty {}
}
