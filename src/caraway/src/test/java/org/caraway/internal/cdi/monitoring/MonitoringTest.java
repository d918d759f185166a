package org.caraway.internal.cdi.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.InjectionPoint;
import java.util.Map;
import org.caraway.Task;
import org.caraway.internal.cdi.Application;
import org.caraway.internal.cdi.IsolatedClasses;
import org.caraway.internal.observation.microprofile.MemoryRegistry;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an application gives the monitoring of a server that has one, and that it needs none. */
class MonitoringTest {

    private Application application = Application.with();

    @ApplicationScoped
    static class Tasks {
        @Task
        public void work() {}
    }

    /** Wants to know where it is injected, as Payara's does. */
    @ApplicationScoped
    static class Registries {

        static final MemoryRegistry REGISTRY = new MemoryRegistry();

        @Produces
        @Dependent
        MetricRegistry registry(InjectionPoint place) {
            assertThat(place.getAnnotated().getBaseType()).isEqualTo(MetricRegistry.class);
            return REGISTRY.proxy();
        }
    }

    @ApplicationScoped
    static class BrokenRegistries {

        @Produces
        @Dependent
        MetricRegistry registry() {
            throw new IllegalStateException("no metrics today");
        }
    }

    @AfterEach
    void undeploy() {
        application.close();
    }

    private Application deployed(Map<String, String> configuration, Class<?>... beans) {
        application = Application.with(beans).configuredBy(configuration).deploy();
        return application;
    }

    private static String told(HealthCheck check) {
        HealthCheckResponse response = check.call();
        return response.getName() + " " + response.getStatus() + " "
                + response.getData().orElseThrow();
    }

    @Test
    void theServerFindsOneCheckOfEachKind() {
        Application well = deployed(Map.of(), Tasks.class);

        assertThat(well.container().select(HealthCheck.class, Any.Literal.INSTANCE))
                .hasSize(2);
        assertThat(told(well.bean(HealthCheck.class, Readiness.Literal.INSTANCE)))
                .isEqualTo("caraway-ready UP {database=up, workers=1}");
        assertThat(told(well.bean(HealthCheck.class, Liveness.Literal.INSTANCE)))
                .isEqualTo("caraway-live UP {}");
    }

    @Test
    void anApplicationThatHasStoppedIsDown() {
        HealthCheck check = deployed(Map.of(), Tasks.class).bean(HealthCheck.class, Readiness.Literal.INSTANCE);

        application.close();

        assertThat(told(check)).isEqualTo("caraway-ready DOWN {}");
    }

    @Test
    void thereAreNoChecksIfNoneAreWanted() {
        Application silent = deployed(Map.of("caraway.health.enabled", "false"), Tasks.class);

        assertThat(silent.container().select(HealthCheck.class, Any.Literal.INSTANCE))
                .isEmpty();
    }

    @Test
    void numbersGoIntoTheRegistryOfTheServer() {
        assertThat(deployed(Map.of(), Tasks.class, Registries.class)
                        .deployment()
                        .metrics()
                        .get())
                .isPresent();
    }

    @Test
    void noneGoAnywhereIfThatIsNotWanted() {
        Map<String, String> unwanted = Map.of("caraway.metrics.enabled", "false");

        assertThat(deployed(unwanted, Tasks.class, Registries.class)
                        .deployment()
                        .metrics()
                        .get())
                .isEmpty();
    }

    @Test
    void aRegistryThatIsMissingOrBrokenDoesNoHarm() {
        assertThat(deployed(Map.of(), Tasks.class).deployment().metrics().get()).isEmpty();
        application.close();

        assertThat(deployed(Map.of(), Tasks.class, BrokenRegistries.class)
                        .deployment()
                        .metrics()
                        .get())
                .isEmpty();
    }

    @Test
    void anApplicationRunsWhereTheServerHasNeither() throws Exception {
        try (IsolatedClasses classes = IsolatedClasses.without("microprofile-health")) {
            assertThat(classes.run(UnmonitoredApplication.class)).isEqualTo("[Tasks.work], metrics false");
        }
        try (IsolatedClasses classes = IsolatedClasses.without("microprofile-metrics")) {
            assertThat(classes.run(UnmonitoredApplication.class)).isEqualTo("[Tasks.work], metrics false");
        }
    }
}
