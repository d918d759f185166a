package org.caraway.internal.store.workflow;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.caraway.CarawayException;
import org.caraway.internal.store.model.NewTask;
import org.caraway.internal.store.model.StepPlace;
import org.caraway.internal.store.model.WorkflowPlan;

/**
 * Adds members to groups. Confined to one transaction. It locks all counters of a group first, in the order in which
 * members lock them: the place of a new member is only known from the last of them, and says which shard counts it.
 */
final class GroupGrowth {

    private final Connection connection;
    private final GroupCounters counters;

    GroupGrowth(Connection connection, GroupCounters counters) {
        this.connection = connection;
        this.counters = counters;
    }

    /** Counts one more member of the group, and returns its steps, which are to be inserted. */
    List<NewTask> add(UUID group, WorkflowPlan member) throws SQLException {
        counters.lock(List.of(group));
        GroupCounters.Counter counter = counters.read(List.of(group)).get(group);
        if (counter == null) {
            throw new CarawayException("The group " + group + " has no counter; somebody has deleted its row");
        }
        int index = counter.size();
        int shard = counter.shards() == 0 ? 0 : GroupCounters.shardOf(index, counter.shards());
        boolean reopened = shard > 0 && pending(group, shard) == 0;
        if (shard > 0) {
            grow(group, shard, 0, 1);
        }
        grow(group, 0, 1, shard == 0 || reopened ? 1 : 0);
        return placed(member, group, index, counter);
    }

    /** The workflow of which this member becomes a part. */
    UUID workflowOf(WorkflowPlan member) {
        return placeOf(member.tasks().get(0)).workflowId();
    }

    private static final String GROW = """
            UPDATE caraway_group
               SET size = size + ?, pending = pending + ?
             WHERE id = ?
               AND shard = ?""";

    private void grow(UUID group, int shard, int size, int pending) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(GROW)) {
            update.setInt(1, size);
            update.setInt(2, pending);
            update.setObject(3, group);
            update.setInt(4, shard);
            update.executeUpdate();
        }
    }

    private static final String PENDING = """
            SELECT pending
              FROM caraway_group
             WHERE id = ?
               AND shard = ?""";

    private int pending(UUID group, int shard) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(PENDING)) {
            select.setObject(1, group);
            select.setInt(2, shard);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getInt(1) : 0;
            }
        }
    }

    static StepPlace placeOf(NewTask task) {
        StepPlace place = task.step();
        if (place == null) {
            throw new CarawayException("A step has no place in a workflow. This is a bug in Caraway.");
        }
        return place;
    }

    /** With its index; in a group with a bound it waits for its turn, which comes with this step's end or later. */
    private static List<NewTask> placed(WorkflowPlan member, UUID group, int index, GroupCounters.Counter counter) {
        List<NewTask> tasks = new ArrayList<>();
        for (NewTask task : member.tasks()) {
            StepPlace place = placeOf(task);
            StepPlace.After after = place.after() == null && counter.atMost() != null
                    ? new StepPlace.After(group, StepPlace.When.SLOT, index)
                    : place.after();
            boolean last = task.id().equals(member.id());
            tasks.add(task.toBuilder()
                    .step(new StepPlace(
                            place.workflowId(),
                            place.name(),
                            place.groupId(),
                            last ? Integer.valueOf(index) : place.groupIndex(),
                            after,
                            place.input(),
                            place.waiting() || after != null,
                            place.node()))
                    .build());
        }
        return tasks;
    }
}
