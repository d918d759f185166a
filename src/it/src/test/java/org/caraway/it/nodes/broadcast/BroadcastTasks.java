package org.caraway.it.nodes.broadcast;

import jakarta.enterprise.context.ApplicationScoped;
import org.caraway.Task;

/** Tasks that record on which node they ran. */
@ApplicationScoped
public class BroadcastTasks {

    /** For every node. */
    @Task
    public String everywhere() {
        return node();
    }

    /** For one node. */
    @Task
    public String there() {
        return node();
    }

    /** For the node that it names itself, which {@link NodeRouter} reads. */
    @Task
    public String routed(String node) {
        return node();
    }

    private static String node() {
        return String.valueOf(System.getenv("CARAWAY_NODE"));
    }
}
