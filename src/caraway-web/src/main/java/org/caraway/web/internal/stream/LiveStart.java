package org.caraway.web.internal.stream;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Registers {@link LiveListener} with the web application. Stateless. */
public final class LiveStart implements ServletContainerInitializer {

    /** For the container. */
    public LiveStart() {}

    @Override
    public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context) {
        context.addListener(new LiveListener());
    }
}
