package org.caraway.internal.cdi.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import java.util.UUID;
import javax.sql.DataSource;
import org.caraway.CarawayException;
import org.caraway.TaskQueue;
import org.caraway.internal.cdi.Application;
import org.caraway.internal.cdi.IsolatedClasses;
import org.junit.jupiter.api.Test;

class LifecycleTest {

    @ApplicationScoped
    static class Empty {}

    @ApplicationScoped
    static class EnqueuesAtStart {
        private String outcome = "not called";

        void start(@Observes @Initialized(ApplicationScoped.class) Object event, TaskQueue tasks) {
            try {
                tasks.handle(new UUID(0, 1), String.class);
            } catch (UnsupportedOperationException e) {
                outcome = String.valueOf(e.getMessage());
            }
        }

        String outcome() {
            return outcome;
        }
    }

    @Test
    void anApplicationStartsWithoutJakartaPersistence() throws Exception {
        try (IsolatedClasses classes = IsolatedClasses.without("persistence-api")) {
            assertThat(classes.run(ApplicationWithoutPersistence.class)).isEqualTo("[orders.ship]");
        }
    }

    @Test
    void itStartsAndStopsOnceWithTheApplication() {
        Application application = Application.with(Empty.class).deploy();
        assertThat(application.starts()).isEqualTo(1);
        assertThat(application.stops()).isZero();

        application.close();

        assertThat(application.starts()).isEqualTo(1);
        assertThat(application.stops()).isEqualTo(1);
    }

    @Test
    void withoutAServletContainerTheWorkerStartsWithTheApplication() {
        try (Application application = Application.with(Empty.class).deploy()) {
            assertThat(application.workerStarts()).isEqualTo(1);
        }
    }

    @Test
    void theQueueWorksAsSoonAsTheApplicationStarts() {
        try (Application application = Application.with(EnqueuesAtStart.class).deploy()) {
            assertThat(application.bean(EnqueuesAtStart.class).outcome()).isEqualTo("asked to handle");
            assertThat(application.starts()).isEqualTo(1);
        }
    }

    @Test
    void aStartThatFailsStopsTheDeployment() {
        try (Application application =
                Application.with(Empty.class).failingToStart(new CarawayException("There is no data source"))) {
            assertThatThrownBy(application::deploy)
                    .isInstanceOf(CarawayException.class)
                    .hasMessage("There is no data source");
        }
    }

    @Test
    void afterTheStopNothingStartsAnyMore() {
        Lifecycle lifecycle = new Lifecycle(deployment -> {
            throw new AssertionError("started");
        });

        lifecycle.stop();
        lifecycle.stop();

        assertThatThrownBy(lifecycle::start)
                .isInstanceOf(CarawayException.class)
                .hasMessage("The application has stopped, and Caraway with it; enqueue before");
    }

    @Test
    void withoutNamingTheMessageSaysWhichKeyToSet() {
        assertThatThrownBy(() -> Jndi.lookup(
                        "java:comp/DefaultDataSource",
                        DataSource.class,
                        "data source",
                        "define it in the server, or set caraway.datasource to the name of one that is"))
                .isInstanceOf(CarawayException.class)
                .hasMessage("There is no data source with the JNDI name 'java:comp/DefaultDataSource'; define it in the"
                        + " server, or set caraway.datasource to the name of one that is");
    }
}
