package org.caraway.internal.store.workflow;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.caraway.internal.store.jdbc.ByIds;
import org.caraway.internal.store.jdbc.SqlFailures;

/**
 * The turns of workflows of which at most a number with the same name runs at once. Confined to one transaction.
 *
 * <p>Such a workflow is inserted with all its steps waiting. A worker's scan gives it a turn, a number from 1 up to its
 * limit, and releases its first steps in the same transaction. Each turn of a name is taken once, because a unique
 * index says so: that holds for any number of workers, and needs no lock while anybody else's transaction is open. A
 * turn is given back by the next scan after the last live step of the workflow has ended, so nothing has to be counted
 * when steps end.
 */
public final class WorkflowTurns {

    private static final int BATCH = 100;

    private final Connection connection;
    private final SuccessorRelease successors;

    /** Within the transaction of this connection. */
    public WorkflowTurns(Connection connection, SuccessorRelease successors) {
        this.connection = connection;
        this.successors = successors;
    }

    /**
     * A workflow that may begin. Immutable.
     *
     * @param id its id
     * @param name its name
     * @param limit how many of this name run at once
     */
    public record Next(UUID id, String name, int limit) {}

    private static final String AWAIT = """
            UPDATE caraway_active
               SET state = 'WAITING', release_at = run_at, release_delay = NULL, run_at = NULL
             WHERE workflow_id = ?
               AND state = 'PENDING'""";

    /** Lets the steps that are due wait: the workflow was inserted in this transaction, and has no turn yet. */
    static void await(Connection connection, UUID workflow) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(AWAIT)) {
            update.setObject(1, workflow);
            update.executeUpdate();
        }
    }

    private static final String ANY = """
            SELECT 1
              FROM caraway_workflow
             WHERE awaits_turn
             LIMIT 1""";

    private static final String NEXT = """
            SELECT line.id, line.name, line.max_concurrent
              FROM (
                   SELECT id, name, max_concurrent,
                          ROW_NUMBER() OVER (PARTITION BY name ORDER BY created_at, id) AS place
                     FROM caraway_workflow
                    WHERE awaits_turn
                      AND NOT paused) AS line
              LEFT JOIN (
                   SELECT name, COUNT(*) AS turns
                     FROM caraway_workflow
                    WHERE turn IS NOT NULL
                    GROUP BY name) AS taken ON taken.name = line.name
             WHERE line.place <= line.max_concurrent - COALESCE(taken.turns, 0)
             ORDER BY line.place, line.id
             LIMIT %d""".formatted(BATCH);

    /** Gives turns of finished workflows back if any workflow waits, and returns those that may begin now. */
    public List<Next> next() throws SQLException {
        List<Next> next = new ArrayList<>();
        try (PreparedStatement any = connection.prepareStatement(ANY);
                ResultSet row = any.executeQuery()) {
            if (!row.next()) {
                return next;
            }
        }
        giveBack();
        try (PreparedStatement select = connection.prepareStatement(NEXT);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                next.add(new Next(row.getObject(1, UUID.class), row.getString(2), row.getInt(3)));
            }
        }
        return next;
    }

    private static final String FINISHED = """
            SELECT id
              FROM caraway_workflow
             WHERE turn IS NOT NULL
               AND NOT EXISTS (
                   SELECT 1
                     FROM caraway_active AS task
                    WHERE task.workflow_id = caraway_workflow.id)
             ORDER BY id
               FOR UPDATE SKIP LOCKED""";

    private static final String GIVE_BACK = """
            UPDATE caraway_workflow
               SET turn = NULL
             WHERE id = ANY (?)
               AND NOT EXISTS (
                   SELECT 1
                     FROM caraway_active AS task
                    WHERE task.workflow_id = caraway_workflow.id)""";

    /** A rerun locks the row first. So its steps are seen once the row is locked here, or the row is left out. */
    private void giveBack() throws SQLException {
        List<UUID> finished = new ArrayList<>();
        try (PreparedStatement lock = connection.prepareStatement(FINISHED);
                ResultSet row = lock.executeQuery()) {
            while (row.next()) {
                finished.add(row.getObject(1, UUID.class));
            }
        }
        ByIds.update(connection, GIVE_BACK, finished);
    }

    private static final String TAKEN = """
            SELECT turn
              FROM caraway_workflow
             WHERE name = ?
               AND turn IS NOT NULL""";

    private static final String TAKE = """
            UPDATE caraway_workflow
               SET awaits_turn = FALSE, turn = ?
             WHERE id = ?
               AND awaits_turn
               AND NOT paused""";

    /**
     * Gives a workflow a turn, and releases its first steps; nothing if it has one, or all are taken.
     *
     * @throws BusyWorkflowException if another transaction has taken the same turn: roll back, and leave it for later
     */
    public Advance begin(Next next) throws SQLException {
        int turn = freeTurn(next);
        if (turn == 0 || !take(next, turn)) {
            return Advance.NONE;
        }
        return successors.again(connection, next.id());
    }

    private int freeTurn(Next next) throws SQLException {
        Set<Integer> taken = new HashSet<>();
        try (PreparedStatement select = connection.prepareStatement(TAKEN)) {
            select.setString(1, next.name());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    taken.add(row.getInt(1));
                }
            }
        }
        int turn = 1;
        while (taken.contains(turn)) {
            turn++;
        }
        return taken.size() < next.limit() && turn <= next.limit() ? turn : 0;
    }

    private boolean take(Next next, int turn) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(TAKE)) {
            update.setInt(1, turn);
            update.setObject(2, next.id());
            return update.executeUpdate() == 1;
        } catch (SQLException failure) {
            if (SqlFailures.duplicate(failure)) {
                throw new BusyWorkflowException(next.id());
            }
            throw failure;
        }
    }
}
