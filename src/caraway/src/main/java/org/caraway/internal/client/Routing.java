package org.caraway.internal.client;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.caraway.CallOptions;
import org.caraway.CarawayException;
import org.caraway.TaskCall;
import org.caraway.internal.registry.Routes;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.spi.Route;
import org.caraway.spi.TaskRouter;
import org.jspecify.annotations.Nullable;

/**
 * Determines queue and priority of a call. Thread-safe. Options of the call take precedence, then the first {@link
 * TaskRouter} that returns a route, then the definition, which already includes the configured routes. For names
 * without a definition in this application, the configured routes and the default queue apply.
 */
public final class Routing {

    private static final int DEFAULT_PRIORITY = 4;

    private final Routes routes;
    private final List<NamedRouter> routers;
    private final UnknownQueues unknown;

    /** Uses these routes, and these routers in their order. */
    public Routing(Routes routes, List<NamedRouter> routers, UnknownQueues unknown) {
        this.routes = routes;
        this.routers = routers.stream()
                .sorted(Comparator.<NamedRouter>comparingInt(
                                router -> router.router().order())
                        .thenComparing(NamedRouter::className))
                .toList();
        this.unknown = unknown;
    }

    /** Whether this application names the queue, or a living worker serves it. */
    boolean isKnownQueue(String queue) {
        return unknown.isKnown(queue);
    }

    /**
     * A router, with the name of its class for messages.
     *
     * @param className the bean's class; the router itself may be a proxy
     */
    public record NamedRouter(String className, TaskRouter router) {}

    /** Queue and priority of a task. */
    record Place(String queue, int priority) {}

    /**
     * The queue and priority of this call.
     *
     * @throws CarawayException with the router, if it fails
     * @throws IllegalArgumentException if the queue is unknown and unknown queues are refused
     */
    Place placeOf(TaskCall<?> call, Optional<TaskDefinition> definition) {
        CallOptions options = call.options();
        Route routed = options.queue() != null && options.priority() != null ? null : routed(call);
        String queue = firstOf(options.queue(), routed == null ? null : routed.queue());
        Integer priority = firstOf(options.priority(), routed == null ? null : routed.priority());
        Place place = new Place(
                queue != null ? queue : queueOf(call.name(), definition),
                priority != null ? priority : priorityOf(call.name(), definition));
        if (CallOptions.workerOf(place.queue()).isEmpty()) { // a worker's copy ends with it, whoever knew it
            unknown.check(call.name(), place.queue());
        }
        return place;
    }

    private static <T> @Nullable T firstOf(@Nullable T first, @Nullable T second) {
        return first != null ? first : second;
    }

    private @Nullable Route routed(TaskCall<?> call) {
        for (NamedRouter router : routers) {
            Optional<Route> route = asked(router, call);
            if (route.isPresent()) {
                return route.get();
            }
        }
        return null;
    }

    /** Code of the application may also return null. */
    @SuppressWarnings("NullableOptional")
    private static Optional<Route> asked(NamedRouter router, TaskCall<?> call) {
        try {
            @Nullable Optional<Route> route = router.router().route(call);
            if (route != null) {
                return route;
            }
        } catch (RuntimeException failure) {
            throw new CarawayException(
                    "Task '" + call.name() + "' was not enqueued: its router " + router.className() + " failed with "
                            + failure + "; let it answer, or return Optional.empty()",
                    failure);
        }
        throw new CarawayException("Task '" + call.name() + "' was not enqueued: its router " + router.className()
                + " returned null; let it return Optional.empty()");
    }

    private String queueOf(String name, Optional<TaskDefinition> definition) {
        return definition
                .map(found -> found.settings().queue())
                .or(() -> routes.find(name).map(Route::queue))
                .orElse(routes.defaultQueue());
    }

    private int priorityOf(String name, Optional<TaskDefinition> definition) {
        return definition
                .map(found -> found.settings().priority())
                .or(() -> routes.find(name).map(Route::priority))
                .orElse(DEFAULT_PRIORITY);
    }
}
