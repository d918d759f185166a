package org.caraway.internal.store.workflow;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.caraway.TaskState;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.enqueue.JdbcTaskInserts;

/**
 * Advances workflows when steps are finished: releases what follows, ends or skips what cannot run, counts the members
 * of groups, and inserts the members of fan-outs. Thread-safe.
 *
 * <p>It does so in the transaction that finishes the steps. A step leaves the live table exactly once, whatever is
 * delivered twice, so each member is counted once, and the transaction that counts the last one finishes the group:
 * a join is released exactly once. It comes last in that transaction, because the counters stay locked until the
 * commit.
 *
 * <p>Transactions that advance the same workflow take their locks in one order, so they do not deadlock: the rows of
 * the steps that they finish, which do not wait; the rows of the steps and groups that follow; the counters of groups,
 * of the innermost first; and the row of the workflow. See {@link AdvanceRound}. A transaction that ends steps which
 * wait has their rows already, out of this order. So it never waits for a counter or for the row of a workflow: see
 * {@link WaitingAdmission}.
 */
public final class SuccessorRelease {

    private final Dialect dialect;
    private final WorkflowLimits limits;
    private final FanOuts fanOuts;

    /** Inserts members of fan-outs with ids from this supplier. */
    public SuccessorRelease(Dialect dialect, JdbcTaskInserts inserts, WorkflowLimits limits, Supplier<UUID> ids) {
        this.dialect = dialect;
        this.limits = limits;
        fanOuts = new FanOuts(inserts, limits, ids);
    }

    FanOuts fanOuts() {
        return fanOuts;
    }

    GroupCounters counters(Connection connection) {
        return new GroupCounters(connection, dialect);
    }

    private static final String FINISHED_STEPS = """
            SELECT id, state, group_id, group_index, cause_id
              FROM caraway_finished
             WHERE id = ANY (?)
               AND workflow_id IS NOT NULL""";

    /** After these tasks, of which any may be steps, were finished in this transaction. */
    public Advance after(Connection connection, Collection<UUID> finished) throws SQLException {
        return after(connection, finished, new StepChanges());
    }

    /** As {@link #after(Connection, Collection)}, with what running steps have asked for. Call it once. */
    public Advance after(Connection connection, Collection<UUID> finished, StepChanges changes) throws SQLException {
        List<FinishedNode> nodes = finished.isEmpty() ? new ArrayList<>() : finishedSteps(connection, finished);
        if (nodes.isEmpty() && changes.isEmpty()) {
            return Advance.NONE;
        }
        AdvanceRound round = new AdvanceRound(connection, dialect, limits, fanOuts, changes);
        round.open(changes.ready(), nodes);
        return round.run(nodes);
    }

    private static List<FinishedNode> finishedSteps(Connection connection, Collection<UUID> finished)
            throws SQLException {
        List<FinishedNode> nodes = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(FINISHED_STEPS)) {
            select.setArray(1, connection.createArrayOf("uuid", finished.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    nodes.add(new FinishedNode(
                            row.getObject(1, UUID.class),
                            TaskState.valueOf(row.getString(2)),
                            row.getObject(3, UUID.class),
                            row.getInt(4),
                            row.getObject(5, UUID.class),
                            false));
                }
            }
        }
        return nodes;
    }

    /** After these groups were inserted, which wait for nothing: their members are inserted, or they are finished. */
    Advance groupsReady(Connection connection, List<UUID> groups) throws SQLException {
        if (groups.isEmpty()) {
            return Advance.NONE;
        }
        StepChanges changes = new StepChanges();
        changes.addReady(groups);
        return after(connection, List.of(), changes);
    }

    /** Releases, ends or skips the steps of a workflow that wait for nothing any more, as after a pause. */
    Advance again(Connection connection, UUID workflow) throws SQLException {
        AdvanceRound round = new AdvanceRound(connection, dialect, limits, fanOuts, new StepChanges());
        List<FinishedNode> finished = new ArrayList<>();
        List<FinishedNode> predecessors = round.waiting().predecessors(workflow);
        if (!predecessors.isEmpty()) {
            round.followers(predecessors, finished);
        }
        round.release(round.waiting().due(workflow), finished);
        Set<UUID> ended = finished.stream().map(FinishedNode::id).collect(Collectors.toSet());
        return round.run(finished).and(new Advance(Set.of(), ended));
    }
}
