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
import org.caraway.RevokeMode;
import org.jspecify.annotations.Nullable;

/**
 * Revocations of whole workflows. Confined to one transaction.
 *
 * <p>The order is a mark in the workflow's row. While it is there, the live steps of the workflow are marked as revoked
 * in batches, those included that a running step adds meanwhile; callbacks are not. Rows that another session has
 * locked are left for the next batch: so a revocation neither waits for members that are being finished nor deadlocks
 * with them. Tasks that are marked are ended or stopped as all others are.
 */
public final class RevokedWorkflows {

    private static final int BATCH = 500;
    private static final int WORKFLOWS = 20;

    private final Connection connection;

    /** Within the transaction of this connection. */
    public RevokedWorkflows(Connection connection) {
        this.connection = connection;
    }

    private static final String ORDER = """
            UPDATE caraway_workflow
               SET revoke_mode = CASE revoke_mode WHEN 'INTERRUPT' THEN revoke_mode ELSE ? END,
                   revoked_by = COALESCE(revoked_by, CAST(? AS VARCHAR))
             WHERE id = ?
               AND EXISTS (
                   SELECT 1
                     FROM caraway_active AS task
                    WHERE task.workflow_id = caraway_workflow.id
                      AND (task.after_when IS NULL OR task.after_when NOT IN ('CALLBACK', 'FAILURE')))""";

    /** Orders to revoke the workflow with this id; returns whether there is one with live steps. */
    public boolean order(UUID id, RevokeMode mode, @Nullable String by) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(ORDER)) {
            update.setString(1, mode.name());
            update.setString(2, by);
            update.setObject(3, id);
            return update.executeUpdate() == 1;
        }
    }

    private static final String ORDERED = """
            SELECT id, revoke_mode, revoked_by
              FROM caraway_workflow
             WHERE revoke_mode IS NOT NULL
             LIMIT %d""".formatted(WORKFLOWS);

    private record Order(UUID id, String mode, @Nullable String by) {}

    /** Marks steps of workflows that are to be revoked; returns whether there may be more to mark at once. */
    public boolean mark() throws SQLException {
        List<Order> orders = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(ORDERED);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                orders.add(new Order(row.getObject(1, UUID.class), row.getString(2), row.getString(3)));
            }
        }
        boolean more = false;
        for (Order order : orders) {
            more |= mark(order);
        }
        return more;
    }

    /** Marks the first steps of this workflow. */
    public void mark(UUID workflow, RevokeMode mode, @Nullable String by) throws SQLException {
        mark(new Order(workflow, mode.name(), by));
    }

    private boolean mark(Order order) throws SQLException {
        List<UUID> unmarked = unmarked(order);
        if (!unmarked.isEmpty()) {
            Set<UUID> callbacks = new HashSet<>();
            WorkflowGraph.read(connection, order.id()).callbacks().forEach(node -> callbacks.add(node.id()));
            unmarked.removeAll(callbacks);
        }
        if (unmarked.isEmpty()) {
            end(order);
            return false;
        }
        List<UUID> batch = unmarked.subList(0, Math.min(BATCH, unmarked.size()));
        return mark(order, batch) > 0 && unmarked.size() > BATCH;
    }

    private static final String UNMARKED = """
            SELECT id
              FROM caraway_active
             WHERE workflow_id = ?
               AND (revoke_mode IS NULL OR (revoke_mode <> 'INTERRUPT' AND ? = 'INTERRUPT'))
               AND (after_when IS NULL OR after_when NOT IN ('CALLBACK', 'FAILURE'))""";

    private List<UUID> unmarked(Order order) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(UNMARKED)) {
            select.setObject(1, order.id());
            select.setString(2, order.mode());
            return ids(select);
        }
    }

    private static final String LOCK = """
            SELECT id
              FROM caraway_active
             WHERE id = ANY (?)
             ORDER BY id
               FOR UPDATE SKIP LOCKED""";

    private static final String MARK = """
            UPDATE caraway_active
               SET revoke_mode = ?, revoked_by = COALESCE(revoked_by, CAST(? AS VARCHAR))
             WHERE id = ANY (?)""";

    private int mark(Order order, List<UUID> batch) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(LOCK);
                PreparedStatement mark = connection.prepareStatement(MARK)) {
            lock.setArray(1, connection.createArrayOf("uuid", batch.toArray()));
            List<UUID> locked = ids(lock);
            mark.setString(1, order.mode());
            mark.setString(2, order.by());
            mark.setArray(3, connection.createArrayOf("uuid", locked.toArray()));
            return mark.executeUpdate();
        }
    }

    private static final String FREE = """
            SELECT id
              FROM caraway_workflow
             WHERE id = ?
               FOR UPDATE SKIP LOCKED""";

    private static final String END = """
            UPDATE caraway_workflow
               SET revoke_mode = NULL
             WHERE id = ?
               AND NOT EXISTS (
                   SELECT 1
                     FROM caraway_active AS task
                    WHERE task.workflow_id = caraway_workflow.id
                      AND task.revoke_mode IS NOT NULL)""";

    private void end(Order order) throws SQLException {
        try (PreparedStatement free = connection.prepareStatement(FREE);
                PreparedStatement update = connection.prepareStatement(END)) {
            free.setObject(1, order.id());
            if (!ids(free).isEmpty()) { // steps of other workflows are locked here: it must not wait
                update.setObject(1, order.id());
                update.executeUpdate();
            }
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
