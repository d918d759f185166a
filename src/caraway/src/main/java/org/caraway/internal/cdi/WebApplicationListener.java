package org.caraway.internal.cdi;

import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import java.util.Optional;
import org.caraway.internal.propagation.InboundCall;
import org.jspecify.annotations.Nullable;

/**
 * Lets tasks run for as long as the web application does, and knows which requests it serves. Thread-safe.
 *
 * <p>The container's own events are not enough: to an extension, and to a bean of a JAR in {@code WEB-INF/lib}, Payara sends
 * those of the whole deployment. They come before {@code java:comp/env} is bound, so that the first tasks of a backlog would
 * fail for want of their injected resources, and after it is unbound, so that the last ones would.
 */
final class WebApplicationListener implements ServletContextListener, ServletRequestListener {

    private volatile @Nullable ServletCall call;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        call = find(InboundCall.class)
                .filter(ServletCall.class::isInstance)
                .map(ServletCall.class::cast)
                .orElse(null);
        find(Lifecycle.class).ifPresent(Lifecycle::startWorker);
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        find(Lifecycle.class).ifPresent(Lifecycle::stopWorker);
    }

    @Override
    public void requestInitialized(ServletRequestEvent event) {
        ServletCall known = call;
        if (known != null) {
            known.begun(event.getServletRequest());
        }
    }

    @Override
    public void requestDestroyed(ServletRequestEvent event) {
        ServletCall known = call;
        if (known != null) {
            known.ended();
        }
    }

    /** There is nothing to be found when the extension found mistakes: the deployment fails then. */
    private static <T> Optional<T> find(Class<T> type) {
        Instance<T> bean = CDI.current().select(type);
        return bean.isResolvable() ? Optional.of(bean.get()) : Optional.empty();
    }
}
