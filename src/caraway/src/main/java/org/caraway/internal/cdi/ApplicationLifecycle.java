package org.caraway.internal.cdi;

import static jakarta.interceptor.Interceptor.Priority.LIBRARY_AFTER;
import static jakarta.interceptor.Interceptor.Priority.LIBRARY_BEFORE;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;

/**
 * Starts and stops the runtime with the application. Stateless.
 *
 * <p>It is a bean because the extension's own observers would hear of the whole deployment and not of the web application:
 * on Payara that is before {@code java:comp/env} is bound, so that the first tasks of a backlog fail for want of their
 * injected resources, and after it is unbound, so that the last ones do.
 */
@Dependent
class ApplicationLifecycle {

    /** Before the application's own observers, which may enqueue. */
    void start(
            @Observes @Priority(LIBRARY_BEFORE) @Initialized(ApplicationScoped.class) Object event,
            Lifecycle lifecycle) {
        lifecycle.start();
    }

    /** After the application's own observers, which may still enqueue. */
    void stop(
            @Observes @Priority(LIBRARY_AFTER) @BeforeDestroyed(ApplicationScoped.class) Object event,
            Lifecycle lifecycle) {
        lifecycle.stop();
    }
}
