package org.caraway.internal.store.workflow;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.caraway.internal.store.audit.AuditNote;
import org.caraway.internal.store.audit.JdbcAuditLog;
import org.caraway.internal.store.jdbc.ByIds;

/**
 * Pauses and resumes workflows. Confined to one transaction.
 *
 * <p>Steps that are due wait while their workflow is paused: their start moves to {@code release_at}. A step that
 * another session has locked, or that becomes due at the same moment, is found by the next scan of a worker.
 */
public final class PausedWorkflows {

    private static final int WORKFLOWS = 20;

    private final Connection connection;

    /** Within the transaction of this connection. */
    public PausedWorkflows(Connection connection) {
        this.connection = connection;
    }

    private static final String SET = """
            UPDATE caraway_workflow
               SET paused = ?
             WHERE id = ?
               AND paused <> ?
               AND NOT pruned""";

    private boolean set(UUID id, boolean paused, AuditNote note) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(SET)) {
            update.setBoolean(1, paused);
            update.setObject(2, id);
            update.setBoolean(3, paused);
            boolean changed = update.executeUpdate() == 1;
            if (changed) {
                JdbcAuditLog.note(connection, note, 0);
            }
            return changed;
        }
    }

    /** Pauses the workflow; false if there is none, or it is paused. */
    boolean pause(UUID id, AuditNote note) throws SQLException {
        boolean changed = set(id, true, note);
        if (changed) {
            putAside(id);
        }
        return changed;
    }

    /** Resumes the workflow; false if there is none, or it is not paused. Its steps are still to be released. */
    boolean resume(UUID id, AuditNote note) throws SQLException {
        return set(id, false, note);
    }

    private static final String PAUSED = """
            SELECT id
              FROM caraway_workflow
             WHERE paused
             LIMIT %d
               FOR UPDATE SKIP LOCKED""".formatted(WORKFLOWS);

    /**
     * Makes due steps of paused workflows wait. The rows of these are locked, so that a resumption waits and then finds
     * the steps; rows of steps are taken only if they are free.
     */
    public void putAside() throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(PAUSED)) {
            for (UUID id : ids(select)) {
                putAside(id);
            }
        }
    }

    private static final String RUNNING = """
            SELECT id
              FROM caraway_active
             WHERE workflow_id = ?
               AND state <> 'WAITING'
             ORDER BY id
               FOR UPDATE""";

    /**
     * Waits for transactions that are completing steps of this workflow: they may have read that it is paused, and what
     * they have released waits. Those that come later wait for this transaction.
     */
    void awaitCompletions(UUID id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(RUNNING)) {
            select.setObject(1, id);
            ids(select);
        }
    }

    private static final String DUE = """
            SELECT id
              FROM caraway_active
             WHERE workflow_id = ?
               AND state IN ('PENDING', 'RETRY')
             ORDER BY id
               FOR UPDATE SKIP LOCKED""";

    private static final String WAIT = """
            UPDATE caraway_active
               SET state = 'WAITING', release_at = run_at, release_delay = NULL, run_at = NULL
             WHERE id = ANY (?)""";

    private void putAside(UUID id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(DUE)) {
            select.setObject(1, id);
            ByIds.update(connection, WAIT, ids(select));
        }
    }

    private static List<UUID> ids(PreparedStatement select) throws SQLException {
        List<UUID> ids = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                ids.add(row.getObject(1, UUID.class));
            }
        }
        return ids;
    }
}
