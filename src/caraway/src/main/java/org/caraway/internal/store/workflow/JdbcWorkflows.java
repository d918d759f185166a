package org.caraway.internal.store.workflow;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.caraway.CarawayException;
import org.caraway.internal.store.audit.AuditNote;
import org.caraway.internal.store.enqueue.JdbcTaskInserts;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.model.InsertedTask;
import org.caraway.internal.store.model.NewTask;
import org.caraway.internal.store.model.StepPlace;
import org.caraway.internal.store.model.WorkflowPlan;

/** {@link Workflows} in tables. Thread-safe. */
public final class JdbcWorkflows implements Workflows {

    private final Connections connections;
    private final JdbcTaskInserts inserts;
    private final SuccessorRelease successors;
    private final WorkflowLimits limits;
    private final WorkflowReads reads;

    /** Inserts through this port. */
    public JdbcWorkflows(
            Connections connections, JdbcTaskInserts inserts, SuccessorRelease successors, WorkflowLimits limits) {
        this.connections = connections;
        this.inserts = inserts;
        this.successors = successors;
        this.limits = limits;
        reads = new JdbcWorkflowReads(connections);
    }

    @Override
    public Inserted insert(WorkflowPlan plan) {
        admit(plan);
        return connections.joining("The workflow was not enqueued", connection -> insert(connection, plan));
    }

    /** Inserts a workflow in the transaction of this connection. */
    public void insertRun(Connection connection, WorkflowPlan plan) throws SQLException {
        insert(connection, plan);
    }

    @Override
    public void admit(WorkflowPlan plan) {
        if (plan.tasks().size() > limits.maxNodes()) {
            throw new IllegalArgumentException(
                    "The workflow has " + plan.tasks().size()
                            + " steps and groups, more than " + limits.maxNodes()
                            + "; give each step more to do, or raise caraway.workflow.max-nodes");
        }
    }

    /** The last task first: if another has its id or its unique key, nothing else is inserted. */
    private Inserted insert(Connection connection, WorkflowPlan plan) throws SQLException {
        NewTask last = plan.tasks().stream()
                .filter(task -> task.id().equals(plan.id()))
                .findFirst()
                .orElseThrow(() -> new CarawayException("A workflow has no last step. This is a bug in Caraway."));
        InsertedTask inserted = inserts.insert(connection, last);
        if (inserted.kind() != InsertedTask.Kind.NEW) {
            return new Inserted(inserted, Advance.NONE);
        }
        List<NewTask> others = plan.tasks().stream()
                .filter(task -> !task.id().equals(last.id()))
                .toList();
        note(connection, plan);
        if (!others.isEmpty() || !plan.groups().isEmpty()) {
            successors.fanOuts().insert(connection, successors.counters(connection), others, plan.groups());
        }
        Advance advance = successors.groupsReady(connection, FanOuts.ready(plan.tasks(), plan.groups()));
        if (plan.maxConcurrent() != null) {
            WorkflowTurns.await(connection, plan.id());
        }
        return new Inserted(inserted, advance);
    }

    private static final String NOTE = """
            INSERT INTO caraway_workflow (id, name, nodes, max_concurrent, awaits_turn)
            VALUES (?, ?, ?, ?, ?)""";

    /** Inserts the row of a workflow. */
    static void note(Connection connection, WorkflowPlan plan) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(NOTE)) {
            insert.setObject(1, plan.id());
            insert.setString(2, plan.name());
            insert.setLong(3, plan.tasks().size());
            insert.setObject(4, plan.maxConcurrent(), Types.INTEGER);
            insert.setBoolean(5, plan.maxConcurrent() != null);
            insert.executeUpdate();
        }
    }

    @Override
    public boolean pause(UUID id, AuditNote note) {
        return connections.joining(
                "Workflow " + id + " was not paused", connection -> new PausedWorkflows(connection).pause(id, note));
    }

    private static final String RESUME = "Workflow %s was not resumed";

    /** In two transactions, if it may: the second locks the workflow's row last. */
    @Override
    public Optional<Advance> resume(UUID id, AuditNote note) {
        boolean resumed = connections.joining(
                RESUME.formatted(id), connection -> new PausedWorkflows(connection).resume(id, note));
        return resumed
                ? Optional.of(connections.joining(RESUME.formatted(id), connection -> {
                    new PausedWorkflows(connection).awaitCompletions(id);
                    return successors.again(connection, id);
                }))
                : Optional.empty();
    }

    @Override
    public List<String> arguments(StepPlace.Input input) {
        return connections.joining(
                "The result of task " + input.id() + " was not read",
                connection -> new StepResults(connection, limits.plainResult()).arguments(input));
    }

    @Override
    public WorkflowReads reads() {
        return reads;
    }

    @Override
    public String result(UUID id) {
        return connections.joining(
                "The result of task " + id + " was not read",
                connection -> new StepResults(connection, limits.plainResult()).value(id));
    }
}
