package org.caraway.internal.cdi.web;

import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.Optional;
import org.caraway.internal.cdi.runtime.Lifecycle;

/**
 * Starts and stops the worker with the web application. Stateless.
 *
 * <p>The container's own events are not enough: to an extension, and to a bean of a JAR in {@code WEB-INF/lib}, Payara
 * sends those of the whole deployment. They come before {@code java:comp/env} is bound, so that the first tasks of a
 * backlog would fail for want of their injected resources, and after it is unbound, so that the last ones would.
 */
final class WebApplicationListener implements ServletContextListener {

    @Override
    public void contextInitialized(ServletContextEvent event) {
        lifecycle().ifPresent(Lifecycle::startWorker);
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        lifecycle().ifPresent(Lifecycle::stopWorker);
    }

    /** There is nothing to be found when the extension found mistakes: the deployment fails then. */
    private static Optional<Lifecycle> lifecycle() {
        Instance<Lifecycle> bean = CDI.current().select(Lifecycle.class);
        return bean.isResolvable() ? Optional.of(bean.get()) : Optional.empty();
    }
}
