package org.caraway.internal.cdi.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import java.lang.reflect.Proxy;
import org.caraway.internal.cdi.Application;
import org.junit.jupiter.api.Test;

class WebApplicationListenerTest {

    private static final ServletContextEvent EVENT = new ServletContextEvent((ServletContext) Proxy.newProxyInstance(
            ServletContext.class.getClassLoader(),
            new Class<?>[] {ServletContext.class},
            (proxy, method, arguments) -> {
                throw new UnsupportedOperationException("asked to " + method.getName());
            }));

    @ApplicationScoped
    static class Empty {}

    @Test
    void inAServletContainerTheWorkerWaitsForTheWebApplication() {
        try (Application application =
                Application.with(Empty.class).inAServletContainer().deploy()) {
            assertThat(application.starts()).isEqualTo(1);
            assertThat(application.workerStarts()).isZero();
            WebApplicationListener listener = new WebApplicationListener();

            listener.contextInitialized(EVENT);
            assertThat(application.workerStarts()).isEqualTo(1);
            listener.contextDestroyed(EVENT);

            assertThat(application.workerStops()).isEqualTo(1);
            assertThat(application.stops()).isZero();
        }
    }
}
