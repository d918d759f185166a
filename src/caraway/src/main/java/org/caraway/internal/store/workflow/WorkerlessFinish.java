package org.caraway.internal.store.workflow;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.caraway.internal.store.finish.Retentions;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done for tasks that finish without a worker: their retentions are found in their rows, and what depends
 * on them follows. Immutable.
 */
public final class WorkerlessFinish {

    private final Retentions retentions;
    private final SuccessorRelease successors;

    public WorkerlessFinish(Retentions retentions, SuccessorRelease successors) {
        this.retentions = retentions;
        this.successors = successors;
    }

    /** As {@link Retentions#of(Connection, Collection)}. */
    public Map<UUID, Duration> retentions(Connection connection, Collection<UUID> ids) throws SQLException {
        return retentions.of(connection, ids);
    }

    /** As {@link Retentions#of(String, String)}. */
    public @Nullable Duration retention(String name, @Nullable String options) {
        return retentions.of(name, options);
    }

    /**
     * Which of these tasks this transaction may finish now; their rows are locked. All but steps that wait, in
     * workflows that other transactions are advancing: leave these out, and try again later.
     */
    public Set<UUID> admitted(Connection connection, Collection<UUID> ids) throws SQLException {
        return new WaitingAdmission(connection).admitted(ids);
    }

    /** The workflows with steps that wait for nothing, for which this worker is responsible. */
    public List<UUID> stalled(Connection connection, String workerId) throws SQLException {
        return new StalledWorkflows(connection).find(workerId);
    }

    /** Releases, ends or skips the steps of a workflow that wait for nothing. */
    public Advance mend(Connection connection, UUID workflow) throws SQLException {
        return successors.again(connection, workflow);
    }

    /** The turns of workflows of which a number runs at once. */
    public WorkflowTurns turns(Connection connection) {
        return new WorkflowTurns(connection, successors);
    }

    /**
     * After these tasks were finished in this transaction: advances the workflows of which they are steps. Call it
     * once, at the end, so that counters are locked in their order.
     */
    public Advance after(Connection connection, Collection<UUID> finished) throws SQLException {
        return successors.after(connection, finished);
    }
}
