package org.caraway.web;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.annotation.HandlesTypes;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Application;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Has the container find the application's classes that open Caraway, and tells {@link ResourcePaths} their paths. It
 * opens nothing. Stateless. Such a class need not be a bean, and a description is asked for outside of any request: who
 * else would know?
 */
@HandlesTypes({CarawayResource.class, Application.class})
public final class WebStart implements ServletContainerInitializer {

    /** Its name, and perhaps an expression, which may have braces itself. */
    private static final String VARIABLE = "\\{\\s*(\\w[\\w.-]*)\\s*(?::(?:[^{}]|\\{[^{}]*})*)?}";

    private static final String WITHOUT_A_CLASS = Application.class.getName();

    /** For the container. */
    public WebStart() {}

    @Override
    public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context) {
        List<String> paths = paths(
                classes == null ? Set.of() : classes,
                context.getServletRegistrations().values());
        if (!paths.isEmpty()) {
            context.addListener(new Announcement(paths));
        }
    }

    /**
     * Where these classes answer.
     *
     * @param servlets those that {@code web.xml} has
     */
    static List<String> paths(Set<Class<?>> classes, Collection<? extends ServletRegistration> servlets) {
        List<Class<?>> found = classes.stream()
                .filter(type -> !Modifier.isAbstract(type.getModifiers()))
                .toList();
        List<Class<?>> applications =
                found.stream().filter(Application.class::isAssignableFrom).toList();
        List<String> prefixes = prefixes(applications, servlets);
        return found.stream()
                .filter(CarawayResource.class::isAssignableFrom)
                .flatMap(resource -> pathOf(resource).stream())
                .flatMap(path -> prefixes.stream().map(prefix -> prefix + path))
                .sorted()
                .toList();
    }

    /** A proxy that the server made of a class is found as well: it has no path of its own. */
    private static Optional<String> pathOf(Class<?> resource) {
        return Optional.ofNullable(resource.getDeclaredAnnotation(Path.class)).map(path -> slashed(path.value()));
    }

    /** Below which paths JAX-RS answers: as annotated, or as {@code web.xml} has it. */
    private static List<String> prefixes(
            List<Class<?>> applications, Collection<? extends ServletRegistration> servlets) {
        return Stream.concat(
                        applications.stream().flatMap(application -> annotated(application).stream()),
                        servlets.stream()
                                .filter(servlet -> isOf(servlet, applications))
                                .flatMap(servlet -> servlet.getMappings().stream()))
                .map(WebStart::slashed)
                .distinct()
                .toList();
    }

    private static Optional<String> annotated(Class<?> application) {
        return Optional.ofNullable(application.getAnnotation(ApplicationPath.class))
                .map(ApplicationPath::value);
    }

    private static boolean isOf(ServletRegistration servlet, List<Class<?>> applications) {
        return WITHOUT_A_CLASS.equals(servlet.getName())
                || applications.stream().map(Class::getName).anyMatch(name -> name.equals(servlet.getName()));
    }

    /** With a slash at its start and none at its end; of variables the names alone. */
    private static String slashed(String path) {
        String bare = path.replaceFirst("/?\\*$", "").replaceAll("^/+|/+$", "").replaceAll(VARIABLE, "{$1}");
        return bare.isEmpty() ? "" : "/" + bare;
    }

    /** Tells it once beans are there. */
    private record Announcement(List<String> paths) implements ServletContextListener {

        @Override
        public void contextInitialized(ServletContextEvent event) {
            CDI.current().select(ResourcePaths.class).get().register(paths);
        }
    }
}
