package org.caraway.spi;

import java.util.Optional;
import org.caraway.TaskCall;

/**
 * Selects the queue or priority of a call by its name, arguments or options.
 *
 * <p>Each CDI bean of this type is used. It must be thread-safe, and is looked up once, when Caraway starts.
 *
 * <pre>{@code
 * @ApplicationScoped
 * public class LargeOrders implements TaskRouter {
 *
 *     public Optional<Route> route(TaskCall<?> call) {
 *         return call.name().equals("Orders.print") && (int) call.arguments().get(1) > 1_000
 *                 ? Optional.of(Route.to("large").withPriority(2))
 *                 : Optional.empty();
 *     }
 * }
 * }</pre>
 *
 * <p>Options of the call take precedence over a router, and a router takes precedence over all configuration. A queue
 * that only a router names must be listed in {@code caraway.worker.queues} of a worker, because Caraway cannot know the
 * results of a router in advance.
 */
@FunctionalInterface
public interface TaskRouter {

    /**
     * Returns the route of this call; empty leaves the decision to the next router, and after the last one to the
     * configured routes. Called on the caller's thread and in the caller's transaction, for each call that does not set
     * both a queue and a priority. The first route that is returned is used.
     *
     * @throws RuntimeException if no route can be determined: then nothing is enqueued
     */
    Optional<Route> route(TaskCall<?> call);

    /**
     * The order among routers: lower ones are called first; 0 is the default. Routers with equal order are sorted by
     * class name.
     */
    default int order() {
        return 0;
    }
}
