package org.caraway.it.nodes.broadcast;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.caraway.TaskCall;
import org.caraway.spi.Route;
import org.caraway.spi.TaskRouter;

/** Sends a call to the node that its argument names. */
@ApplicationScoped
public class NodeRouter implements TaskRouter {

    @Override
    public Optional<Route> route(TaskCall<?> call) {
        return call.name().equals("BroadcastTasks.routed")
                ? Optional.of(Route.toNode(String.valueOf(call.arguments().get(0))))
                : Optional.empty();
    }
}
