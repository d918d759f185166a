package org.caraway.internal.cdi;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Has the container tell {@link WebApplicationListener} when a web application with Caraway, and each of its requests, starts and ends.
 * Stateless.
 */
public final class WebApplicationStart implements ServletContainerInitializer {

    /** For the container. */
    public WebApplicationStart() {}

    @Override
    public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context) {
        context.addListener(new WebApplicationListener());
    }
}
