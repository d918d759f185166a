package org.caraway.internal.cdi.web;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Registers a {@link WebApplicationListener} for the start and the end of a web application with Caraway, and a
 * {@link ServletCallFilter} before all other filters. Stateless.
 */
public final class WebApplicationStart implements ServletContainerInitializer {

    /** For the container. */
    public WebApplicationStart() {}

    @Override
    public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context) {
        context.addListener(new WebApplicationListener());
        FilterRegistration.Dynamic calls =
                context.addFilter(ServletCallFilter.class.getName(), new ServletCallFilter());
        if (calls != null) { // else it is there already
            calls.setAsyncSupported(true);
            calls.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
        }
    }
}
