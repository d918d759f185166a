package org.caraway.spi;

import static java.util.Objects.requireNonNull;

import org.caraway.CallOptions;
import org.jspecify.annotations.Nullable;

/**
 * The queue of a call, its priority, or both; null leaves the decision to the next router or to the configuration.
 * Immutable.
 *
 * @param queue the queue
 * @param priority 0 to 9, higher runs first
 */
public record Route(@Nullable String queue, @Nullable Integer priority) {

    /**
     * Checks both.
     *
     * @throws IllegalArgumentException if one is not valid for a call, or both are null
     */
    public Route {
        if (queue != null) {
            CallOptions.checkPlace(queue);
        }
        if (priority != null) {
            CallOptions.checkPriority(priority);
        }
        if (queue == null && priority == null) {
            throw new IllegalArgumentException("A route names a queue, a priority or both; answer nothing instead");
        }
    }

    /** A route to this queue. */
    public static Route to(String queue) {
        return new Route(CallOptions.checkQueue(requireNonNull(queue, "queue")), null);
    }

    /** A route to this node, as {@link org.caraway.TaskCall#node}. */
    public static Route toNode(String node) {
        return new Route(CallOptions.queueOfNode(requireNonNull(node, "node")), null);
    }

    /** This priority in any queue: 0 to 9, higher runs first. */
    public static Route ofPriority(int priority) {
        return new Route(null, priority);
    }

    /** The same queue, with this priority: 0 to 9, higher runs first. */
    public Route withPriority(int other) {
        return new Route(queue, other);
    }
}
