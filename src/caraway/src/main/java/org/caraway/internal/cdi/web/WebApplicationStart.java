package org.caraway.internal.cdi.web;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Has the container tell {@link WebApplicationListener} when a web application with Caraway starts and ends, and pass each of its
 * requests through a {@link ServletCallFilter}, before all others. Stateless.
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
