package org.caraway.web;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
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
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.caraway.web.internal.stream.MalformedRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Finds the classes of the application that extend {@link CarawayResource}, and registers their paths with
 * {@link ResourcePaths}. It opens nothing, and answers malformed requests to these
 * paths by {@link MalformedRequestFilter}. Stateless. The servlet container finds the classes because they need not be
 * beans, and the OpenAPI document is generated outside of any request.
 */
@HandlesTypes({CarawayResource.class, Application.class})
public final class WebStart implements ServletContainerInitializer {

    /** A path variable: a name and an optional expression, which may contain braces. */
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
            context.addListener(new PathRegistration(paths));
            addFilter(paths, context);
        }
    }

    /** Not for a path with variables: the filter would see requests for other resources of the application as well. */
    private static void addFilter(List<String> paths, ServletContext context) {
        String[] patterns = paths.stream()
                .filter(path -> !path.isEmpty() && !path.contains("{"))
                .map(path -> path + "/*")
                .toArray(String[]::new);
        FilterRegistration.@Nullable Dynamic filter = patterns.length == 0
                ? null
                : context.addFilter(MalformedRequestFilter.class.getName(), new MalformedRequestFilter());
        if (filter != null) {
            filter.setAsyncSupported(true);
            filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, patterns);
        }
    }

    /**
     * The paths of these resource classes.
     *
     * @param servlets the servlets declared in {@code web.xml}
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

    /** The path of a resource; absent for proxy classes of the server, which the container finds as well. */
    private static Optional<String> pathOf(Class<?> resource) {
        return Optional.ofNullable(resource.getDeclaredAnnotation(Path.class)).map(path -> slashed(path.value()));
    }

    /** The application paths of JAX-RS, from annotations and from {@code web.xml}. */
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

    /** Normalizes a path: it starts with a slash and does not end with one, and variables have no expressions. */
    private static String slashed(String path) {
        String bare = path.replaceFirst("/?\\*$", "").replaceAll("^/+|/+$", "").replaceAll(VARIABLE, "{$1}");
        return bare.isEmpty() ? "" : "/" + bare;
    }

    /** Registers the paths when the CDI container has started. */
    private record PathRegistration(List<String> paths) implements ServletContextListener {

        @Override
        public void contextInitialized(ServletContextEvent event) {
            CDI.current().select(ResourcePaths.class).get().register(paths);
        }
    }
}
