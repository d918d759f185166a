package org.caraway.spi;

import static java.util.Objects.requireNonNull;

import org.caraway.CallOptions;
import org.jspecify.annotations.Nullable;

/**
 * Where a call goes: its queue, its priority or both; null leaves that to whatever decides next. Immutable.
 *
 * @param queue the queue to stand in
 * @param priority 0 to 9, higher runs first
 */
public record Route(@Nullable String queue, @Nullable Integer priority) {

    /**
     * Checks both.
     *
     * @throws IllegalArgumentException if one is nothing that a call could ask for, or both are null
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

    /** To this queue. */
    public static Route to(String queue) {
        return new Route(CallOptions.checkQueue(requireNonNull(queue, "queue")), null);
    }

    /** To this node, as {@link org.caraway.TaskCall#node} does. */
    public static Route toNode(String node) {
        return new Route(CallOptions.queueOfNode(requireNonNull(node, "node")), null);
    }

    /** With this priority in whatever queue: 0 to 9, higher runs first. */
    public static Route ofPriority(int priority) {
        return new Route(null, priority);
    }

    /** The same queue, with this priority: 0 to 9, higher runs first. */
    public Route withPriority(int other) {
        return new Route(queue, other);
    }
}
