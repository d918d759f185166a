package org.caraway.spi;

import java.util.Optional;
import org.caraway.TaskCall;

/**
 * Decides where a call goes by what is in it: its name, its arguments, its options.
 *
 * <p>Any CDI bean of this type is one; it must be thread-safe, and is looked up once, when Caraway starts.
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
 * <p>What the call itself asks for wins over a router, and a router over all configuration. A queue that only a router
 * names has to be listed in {@code caraway.worker.queues} of some worker: nobody can know what a router will say.
 */
@FunctionalInterface
public interface TaskRouter {

    /**
     * Where this call goes; empty leaves it to the next router, and after the last to the configured routes. Called on
     * the thread and in the transaction of whoever enqueues, for each call that does not name both a queue and a
     * priority itself. The first answer counts.
     *
     * @throws RuntimeException if it cannot be told: then nothing is enqueued
     */
    Optional<Route> route(TaskCall<?> call);

    /**
     * Where it stands among the others: lower ones are asked first; 0 is the default. Those of the same order stand by
     * class name.
     */
    default int order() {
        return 0;
    }
}
