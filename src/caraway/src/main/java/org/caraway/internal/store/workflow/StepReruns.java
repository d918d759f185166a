package org.caraway.internal.store.workflow;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.caraway.TaskNotUniqueException;
import org.caraway.TaskState;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.finish.DurableStepRows;
import org.caraway.internal.store.workflow.WorkflowGraph.Node;
import org.jspecify.annotations.Nullable;

/**
 * Runs steps of workflows again, with everything that depends on them. Thread-safe. Each method runs in a transaction
 * of the caller, and locks the workflow's row first: so there is one rerun at a time, and none of a workflow that is
 * being pruned. The counters of groups are locked next, and set to what their members have come to: a member that is
 * being finished decrements them before or afterwards. That is not the order of {@link SuccessorRelease}, so a rerun
 * takes only locks that are free.
 */
public final class StepReruns {

    private static final int TRIES = 50;
    private static final long PAUSE_NANOS = 10_000_000;

    private final Dialect dialect;
    private final SuccessorRelease successors;

    /** Inserts the members of fan-outs through this. */
    public StepReruns(Dialect dialect, SuccessorRelease successors) {
        this.dialect = dialect;
        this.successors = successors;
    }

    /** Which steps run again. */
    public enum Which {
        /** The step, if it has failed; if it ended because others had failed, these. */
        FAILED,
        /** The step, whatever it came to. */
        ANY,
        /** All steps of the workflow that have failed. */
        ALL_FAILED,
        /** All. */
        ALL
    }

    /**
     * What runs again. Immutable.
     *
     * @param roots the first steps that do
     * @param nodes the number of steps and groups
     * @param queues the queues of those that are due
     */
    public record Rerun(List<UUID> roots, int nodes, Set<String> queues) {

        /** Copies. */
        public Rerun {
            roots = List.copyOf(roots);
            queues = Set.copyOf(queues);
        }
    }

    /**
     * Repeats a transaction that a {@link BusyWorkflowException} has ended, for half a second: to wait for other
     * transactions of the workflow while this one has locks of it could be a deadlock.
     */
    public static <T> T whenFree(Supplier<T> work) {
        for (int tries = 1; ; tries++) {
            try {
                return work.get();
            } catch (BusyWorkflowException busy) {
                if (tries == TRIES) {
                    throw busy;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /**
     * Runs steps again.
     *
     * @param id the step, or any step of the workflow
     * @return null if the step has not finished, or no step has failed
     * @throws BusyWorkflowException if other transactions are advancing the workflow: roll back, and try once more
     * @throws IllegalStateException if it has succeeded or was skipped, or a step that depends on it is running
     */
    public @Nullable Rerun rerun(Connection connection, UUID workflow, UUID id, Which which) throws SQLException {
        checkOpen(connection, workflow);
        GroupCounters counters = successors.counters(connection);
        if (!counters.lockFree(groups(WorkflowGraph.read(connection, workflow)))) {
            throw new BusyWorkflowException(workflow);
        }
        WorkflowGraph graph = WorkflowGraph.read(connection, workflow);
        List<Node> roots = roots(graph, id, which);
        if (roots.isEmpty()) {
            return null;
        }
        List<UUID> groups = groups(graph);
        RerunScope scope = new RerunScope(graph, counters.read(groups), counters.fanOuts(groups));
        scope.add(roots);
        checkKey(connection, workflow, scope);
        RerunRows rows = new RerunRows(connection, dialect, graph, scope, counters);
        rows.reset(workflow);
        new DurableStepRows(connection).forget(forgetting(graph, scope, roots, which));
        Set<String> queues = rows.release();
        Advance advance = successors.groupsReady(connection, rows.readyGroups());
        return new Rerun(
                roots.stream().map(Node::id).toList(), scope.again().size(), Advance.union(queues, advance.queues()));
    }

    /** A step that has failed goes on at its durable steps; what ran with other input, or succeeded, begins anew. */
    private static Set<UUID> forgetting(WorkflowGraph graph, RerunScope scope, List<Node> roots, Which which) {
        Set<UUID> forgetting = new HashSet<>(scope.again());
        for (Node root : roots) {
            boolean newInput = graph.before(List.of(root)).stream()
                    .anyMatch(before ->
                            !before.id().equals(root.id()) && scope.again().contains(before.id()));
            if (which != Which.ALL && root.state() != TaskState.SUCCESS && !newInput) {
                forgetting.remove(root.id());
            }
        }
        return forgetting;
    }

    private static final String LOCK = """
            SELECT pruned, revoke_mode
              FROM caraway_workflow
             WHERE id = ?
               FOR UPDATE SKIP LOCKED""";

    private static final String EXISTS = """
            SELECT 1
              FROM caraway_workflow
             WHERE id = ?
               AND NOT pruned""";

    private static boolean exists(Connection connection, UUID workflow) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(EXISTS)) {
            select.setObject(1, workflow);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    private static void checkOpen(Connection connection, UUID workflow) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            lock.setObject(1, workflow);
            try (ResultSet row = lock.executeQuery()) {
                boolean locked = row.next();
                if (!locked && exists(connection, workflow)) {
                    throw new BusyWorkflowException(workflow);
                }
                if (!locked || row.getBoolean(1)) {
                    throw new IllegalStateException("Workflow " + workflow
                            + " is not run again: its retention has passed, and its steps are being deleted");
                }
                if (row.getString(2) != null) {
                    throw new IllegalStateException("Workflow " + workflow
                            + " is not run again: it is being revoked; try again when all its steps have ended");
                }
            }
        }
    }

    private static final String KEY_HOLDER = """
            SELECT holder.id
              FROM caraway_active AS holder
              JOIN caraway_finished AS task ON task.unique_key = holder.unique_lock
             WHERE task.id = ?
               AND task.unique_scope <> 'WINDOW'""";

    /** Only the last step has a unique key: the workflow's. */
    private static void checkKey(Connection connection, UUID workflow, RerunScope scope) throws SQLException {
        if (!scope.again().contains(workflow)) {
            return;
        }
        try (PreparedStatement select = connection.prepareStatement(KEY_HOLDER)) {
            select.setObject(1, workflow);
            try (ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    UUID holder = row.getObject(1, UUID.class);
                    throw new TaskNotUniqueException(
                            "Workflow " + workflow + " is not run again: task " + holder
                                    + " has its unique key by now; wait until that is finished, or revoke it",
                            holder);
                }
            }
        }
    }

    private static List<UUID> groups(WorkflowGraph graph) {
        return graph.all().stream().filter(Node::isGroup).map(Node::id).toList();
    }

    private static List<Node> roots(WorkflowGraph graph, UUID id, Which which) {
        if (which == Which.ALL) {
            return graph.all().stream().anyMatch(Node::live) ? List.of() : new ArrayList<>(graph.all());
        }
        if (which == Which.ALL_FAILED) {
            return failed(graph.all());
        }
        Node node = graph.find(id);
        if (node == null || node.live()) {
            return List.of();
        }
        if (node.state() == TaskState.SKIPPED || (which == Which.FAILED && node.state() == TaskState.SUCCESS)) {
            throw new IllegalStateException("Step " + id + " (" + node.name() + ") is " + node.state()
                    + ", so it is not retried; TaskAdmin.rerun runs a step once more that has succeeded");
        }
        boolean itself = node.failedItself() && !node.isGroup();
        if (itself || node.state() == TaskState.SUCCESS) {
            return List.of(node);
        }
        List<Node> causes = failed(graph.before(List.of(node)));
        return causes.isEmpty() ? List.of(node) : causes;
    }

    /** Those that have failed by themselves. */
    private static List<Node> failed(Collection<Node> nodes) {
        return nodes.stream().filter(Node::failedItself).toList();
    }
}
