package org.caraway.internal.store.workflow;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.caraway.TaskState;
import org.caraway.internal.store.finish.FinishedInsert;
import org.caraway.internal.store.jdbc.ByIds;
import org.caraway.internal.store.model.StepPlace;
import org.caraway.internal.store.model.WorkflowPlan;
import org.jspecify.annotations.Nullable;

/**
 * The rows of steps and groups that wait, but not of those that are parked. Confined to one transaction; the rows that
 * it changes it locks in the order of their ids.
 */
final class WaitingSteps {

    private final Connection connection;
    private final String clock;

    WaitingSteps(Connection connection, String clock) {
        this.connection = connection;
        this.clock = clock;
    }

    /**
     * A step or group that waits. Immutable.
     *
     * @param id its id
     * @param name the name of its definition, or that of groups
     * @param queue its queue
     * @param afterId what releases it
     * @param when how that must end
     */
    record Step(
            UUID id, String name, String queue, @Nullable UUID afterId, StepPlace.@Nullable When when) {

        boolean isGroup() {
            return name.equals(WorkflowPlan.GROUP);
        }
    }

    private static final String FOLLOWING = """
            SELECT id, name, queue, after_id, after_when
              FROM caraway_active
             WHERE after_id = ANY (?)
               AND state = 'WAITING'
               AND awaits IS NULL
             ORDER BY id""";

    /** Those that follow one of these. */
    List<Step> following(Collection<UUID> predecessors) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(FOLLOWING)) {
            select.setArray(1, connection.createArrayOf("uuid", predecessors.toArray()));
            return read(select);
        }
    }

    private static final String SLOTS = """
            SELECT DISTINCT slot
              FROM caraway_active
             WHERE after_id = ?
               AND slot >= ?
               AND after_when = 'SLOT'
               AND state = 'WAITING'
               AND awaits IS NULL
             ORDER BY slot
             LIMIT ?""";

    /** The next places in this group, from this one on, whose members still wait for their turn. */
    List<Integer> slots(UUID group, int from, int count) throws SQLException {
        List<Integer> slots = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(SLOTS)) {
            select.setObject(1, group);
            select.setInt(2, from);
            select.setInt(3, count);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    slots.add(row.getInt(1));
                }
            }
        }
        return slots;
    }

    private static final String OF_SLOTS = """
            SELECT id, name, queue, after_id, after_when
              FROM caraway_active
             WHERE after_id = ?
               AND slot >= ?
               AND slot <= ?
               AND after_when = 'SLOT'
               AND state = 'WAITING'
               AND awaits IS NULL
             ORDER BY id""";

    /** Those of the members of the group whose places are in this range. */
    List<Step> ofSlots(UUID group, int first, int last) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(OF_SLOTS)) {
            select.setObject(1, group);
            select.setInt(2, first);
            select.setInt(3, last);
            return read(select);
        }
    }

    private static final String DUE = """
            SELECT id, name, queue, after_id, after_when
              FROM caraway_active
             WHERE workflow_id = ?
               AND state = 'WAITING'
               AND awaits IS NULL
               AND ((after_id IS NULL AND (release_at IS NOT NULL OR name = 'caraway.group'))
                    OR (after_when = 'SLOT' AND slot IS NULL)
                    OR (after_when = 'SLOT'
                        AND slot < (SELECT counter.next_slot
                                      FROM caraway_group AS counter
                                     WHERE counter.id = caraway_active.after_id
                                       AND counter.shard = 0)))
             ORDER BY id""";

    /**
     * Those of a workflow that wait for no other step, or have a place in their group. A member that runs again in a
     * group that is not counted anew had its place before, and needs none.
     */
    List<Step> due(UUID workflow) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(DUE)) {
            select.setObject(1, workflow);
            return read(select);
        }
    }

    private static final String PREDECESSORS = """
            SELECT id, state, group_id, group_index, cause_id
              FROM caraway_finished
             WHERE id IN (
                   SELECT after_id
                     FROM caraway_active
                    WHERE workflow_id = ?
                      AND state = 'WAITING'
                      AND after_when <> 'SLOT')""";

    /** The finished steps and groups of a workflow after which others wait. */
    List<FinishedNode> predecessors(UUID workflow) throws SQLException {
        List<FinishedNode> nodes = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(PREDECESSORS)) {
            select.setObject(1, workflow);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    nodes.add(new FinishedNode(
                            row.getObject(1, UUID.class),
                            TaskState.valueOf(row.getString(2)),
                            row.getObject(3, UUID.class),
                            row.getInt(4),
                            row.getObject(5, UUID.class),
                            true));
                }
            }
        }
        return nodes;
    }

    private static List<Step> read(PreparedStatement select) throws SQLException {
        List<Step> steps = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                String when = row.getString(5);
                steps.add(new Step(
                        row.getObject(1, UUID.class),
                        row.getString(2),
                        row.getString(3),
                        row.getObject(4, UUID.class),
                        when == null ? null : StepPlace.When.valueOf(when)));
            }
        }
        return steps;
    }

    private static final String RELEASE = """
            UPDATE caraway_active
               SET state = 'PENDING',
                   run_at = GREATEST(COALESCE(release_at, %1$s), %1$s)
                            + COALESCE(release_delay, 0) * INTERVAL '1' SECOND,
                   release_at = NULL, release_delay = NULL
             WHERE id = ANY (?)
               AND state = 'WAITING'
               AND NOT EXISTS (
                   SELECT 1
                     FROM caraway_workflow AS workflow
                    WHERE workflow.id = caraway_active.workflow_id
                      AND (workflow.paused OR workflow.awaits_turn))""";

    /** Makes these steps due, after their delay; if their workflow is paused or awaits its turn, they go on waiting. */
    void release(Collection<UUID> ids) throws SQLException {
        ByIds.update(connection, RELEASE.formatted(clock), ids);
    }

    /**
     * How steps and groups end that never ran, or groups whose members are finished. Immutable.
     *
     * @param state their final state
     * @param causeId the step whose end they share, null for none
     * @param errorType the type of its error
     * @param errorMessage the message of its error
     * @param counted whether they are groups that were finished because of their members
     */
    record End(
            TaskState state,
            @Nullable UUID causeId,
            @Nullable String errorType,
            @Nullable String errorMessage,
            boolean counted) {}

    private static final String LOCK = """
            SELECT id, group_id, group_index
              FROM caraway_active
             WHERE id = ANY (?)
               AND state = 'WAITING'
             ORDER BY id
               FOR UPDATE""";

    private static final String KEEP = FinishedInsert.copy()
            .with("state", "?")
            .with(
                    "revoked_by",
                    "COALESCE(revoked_by, (SELECT cause.revoked_by FROM caraway_finished AS cause WHERE cause.id = ?))")
            .with("result", "NULL")
            .with("error_type", "?")
            .with("error_message", "?")
            .with("error_trace", "NULL")
            .with("cause_id", "CAST(? AS uuid)")
            .with("retain_until", "NULL")
            .from("""
            FROM caraway_active
            WHERE id = ANY (?)""");

    private static final String REMOVE = """
            DELETE FROM caraway_active
             WHERE id = ANY (?)""";

    /** Moves those of these to the finished table that still wait, and returns them. */
    List<FinishedNode> finish(Collection<UUID> ids, End end) throws SQLException {
        List<FinishedNode> finished = new ArrayList<>();
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            lock.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            try (ResultSet row = lock.executeQuery()) {
                while (row.next()) {
                    finished.add(new FinishedNode(
                            row.getObject(1, UUID.class),
                            end.state(),
                            row.getObject(2, UUID.class),
                            row.getInt(3),
                            end.causeId(),
                            end.counted()));
                }
            }
        }
        if (!finished.isEmpty()) {
            move(finished, end);
        }
        return finished;
    }

    private void move(List<FinishedNode> finished, End end) throws SQLException {
        Object[] ids = finished.stream().map(FinishedNode::id).toArray();
        try (PreparedStatement keep = connection.prepareStatement(KEEP);
                PreparedStatement remove = connection.prepareStatement(REMOVE)) {
            keep.setString(1, end.state().name());
            keep.setObject(2, end.causeId());
            keep.setString(3, end.errorType());
            keep.setString(4, end.errorMessage());
            keep.setObject(5, end.causeId());
            keep.setArray(6, connection.createArrayOf("uuid", ids));
            keep.executeUpdate();
            remove.setArray(1, connection.createArrayOf("uuid", ids));
            remove.executeUpdate();
        }
    }
}
