package org.caraway.internal.store.workflow;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Finds workflows with steps that wait for nothing, which there never are unless a SQL client or a defect has made
 * them. Confined to one transaction.
 */
final class StalledWorkflows {

    /** How many workflows are found at most. */
    static final int LIMIT = 20;

    private final Connection connection;

    StalledWorkflows(Connection connection) {
        this.connection = connection;
    }

    /** A group waits for its members, too, once they are known. */
    private static final String FIND = """
            SELECT DISTINCT step.workflow_id
              FROM caraway_active AS step
              JOIN caraway_workflow AS workflow ON workflow.id = step.workflow_id
              LEFT JOIN caraway_finished AS before ON before.id = step.after_id
              LEFT JOIN caraway_group AS counter ON counter.id = step.after_id AND counter.shard = 0
              LEFT JOIN caraway_group AS own ON own.id = step.id AND own.shard = 0
             WHERE step.state = 'WAITING'
               AND step.awaits IS NULL
               AND step.created_at < CURRENT_TIMESTAMP - INTERVAL '1' MINUTE
               AND NOT workflow.paused
               AND NOT workflow.awaits_turn
               AND (own.id IS NULL OR own.size = 0)
               AND ((step.after_id IS NULL AND (step.release_at IS NOT NULL OR own.id IS NOT NULL))
                    OR (step.after_when = 'SLOT' AND step.slot IS NULL)
                    OR (step.after_when = 'SLOT' AND step.slot < counter.next_slot)
                    OR (step.after_when <> 'SLOT'
                        AND before.finished_at < CURRENT_TIMESTAMP - INTERVAL '1' MINUTE))
               AND (SELECT MIN(worker.id)
                      FROM caraway_worker AS worker
                     WHERE worker.lease_until > CURRENT_TIMESTAMP) = ?
             LIMIT %d""".formatted(LIMIT);

    /** Those that this worker is responsible for: the living worker with the first id is for all. */
    List<UUID> find(String workerId) throws SQLException {
        List<UUID> stalled = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(FIND)) {
            select.setString(1, workerId);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    stalled.add(row.getObject(1, UUID.class));
                }
            }
        }
        return stalled;
    }
}
