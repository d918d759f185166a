package org.caraway.internal.store.retain;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.caraway.internal.store.finish.FinishedTasks;
import org.jspecify.annotations.Nullable;

/**
 * Deletes finished tasks before their retention has passed: a task, or a whole workflow by its id. Confined to one
 * transaction.
 */
final class ForgottenTasks {

    private static final int BATCH = 1_000;

    private final Connection connection;

    ForgottenTasks(Connection connection) {
        this.connection = connection;
    }

    private static final String WORKFLOW = """
            SELECT workflow_id, group_id
              FROM caraway_finished
             WHERE id = ?""";

    /**
     * Deletes it.
     *
     * @return false if there is no such task, or a task of the workflow with this id is not finished
     * @throws IllegalStateException if the task is a step whose result is still needed
     */
    boolean forget(UUID id) throws SQLException {
        UUID workflow;
        UUID group;
        try (PreparedStatement select = connection.prepareStatement(WORKFLOW)) {
            select.setObject(1, id);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return false;
                }
                workflow = row.getObject(1, UUID.class);
                group = row.getObject(2, UUID.class);
            }
        }
        if (id.equals(workflow)) {
            return forgetWorkflow(id);
        }
        checkNotNeeded(id, workflow, group);
        boolean forgotten = new FinishedTasks(connection).delete(List.of(id)) == 1;
        if (forgotten) {
            JdbcResultNotes.checkNow(connection, id);
        }
        return forgotten;
    }

    private static final String LOCK = """
            SELECT id
              FROM caraway_workflow
             WHERE id = ?
               FOR UPDATE""";

    private boolean forgetWorkflow(UUID id) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            lock.setObject(1, id);
            lock.executeQuery().close();
        }
        if (isLive(id)) {
            return false;
        }
        for (UUID task : tasks(id)) {
            JdbcResultNotes.checkNow(connection, task);
        }
        FinishedWorkflows workflows = new FinishedWorkflows(connection);
        while (workflows.delete(id, BATCH) == BATCH) {}
        return true;
    }

    private static final String TASKS = """
            SELECT id
              FROM caraway_finished
             WHERE workflow_id = ?""";

    private List<UUID> tasks(UUID workflow) throws SQLException {
        List<UUID> ids = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(TASKS)) {
            select.setObject(1, workflow);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    ids.add(row.getObject(1, UUID.class));
                }
            }
        }
        return ids;
    }

    /** The result of a group is made of its members' results whenever it is read. */
    private void checkNotNeeded(UUID id, @Nullable UUID workflow, @Nullable UUID group) throws SQLException {
        if (workflow == null) {
            return;
        }
        if (group != null) {
            throw new IllegalStateException("Task " + id + " is a member of the group " + group
                    + ", whose result needs it; forget the workflow " + workflow + " as a whole");
        }
        if (isLive(workflow)) {
            throw new IllegalStateException("Task " + id + " is a step of the workflow " + workflow
                    + ", which is not finished and may need its result; forget the workflow as a whole afterwards");
        }
    }

    private static final String LIVE = """
            SELECT 1
              FROM caraway_active
             WHERE workflow_id = ?
             LIMIT 1""";

    private boolean isLive(UUID workflow) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(LIVE)) {
            select.setObject(1, workflow);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }
}
