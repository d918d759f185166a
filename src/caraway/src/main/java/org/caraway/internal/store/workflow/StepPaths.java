package org.caraway.internal.store.workflow;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.caraway.internal.store.model.WorkflowPlan;
import org.jspecify.annotations.Nullable;

/**
 * Where steps are in their workflows, as text. Confined to one connection. It follows what each row waited for, by ids,
 * and reads at most {@value #STEPS} steps before the step, and as many groups around it, however large the workflow is.
 */
final class StepPaths {

    private static final int STEPS = 20;
    private static final int CAP = 500;
    private static final String SEPARATOR = " > ";
    private static final String MORE = "…";

    private final Connection connection;
    private final Map<UUID, Row> known = new HashMap<>();

    StepPaths(Connection connection) {
        this.connection = connection;
    }

    private record Row(
            UUID id,
            String name,
            @Nullable String step,
            @Nullable UUID workflowId,
            @Nullable UUID groupId,
            int groupIndex,
            @Nullable UUID afterId,
            boolean inSlot) {

        String label() {
            return step != null ? step : name.equals(WorkflowPlan.GROUP) ? "group" : name;
        }
    }

    /** A group around the step, and the member that the step is part of. */
    private record Level(Row group, int index) {}

    /** The path of the step, its name if it is none, or null if there is no such task. */
    @Nullable
    String of(UUID id) throws SQLException {
        Row row = find(id);
        if (row == null) {
            return null;
        }
        Deque<String> labels = new ArrayDeque<>();
        List<Level> levels = levels(row);
        Set<UUID> seen = new HashSet<>();
        Row next = row;
        while (next != null && seen.add(next.id())) {
            if (labels.size() == STEPS) {
                labels.addFirst(MORE);
                break;
            }
            List<Level> begun = begun(levels, next);
            labels.addFirst(next.label() + places(begun));
            UUID before = before(next);
            if (before == null && !begun.isEmpty()) {
                before = before(begun.get(begun.size() - 1).group());
            }
            next = before == null ? null : find(before);
        }
        return bounded(labels);
    }

    /** What the row follows: not the group that has bounded its members, but what that group waited for. */
    private @Nullable UUID before(Row row) throws SQLException {
        Row next = row;
        for (int hops = 0; next != null && next.inSlot() && hops < STEPS; hops++) {
            next = next.afterId() == null ? null : find(next.afterId());
        }
        return next == null ? null : next.afterId();
    }

    /**
     * The groups, innermost first, of which a member begins with the row: it has waited for what the group has waited
     * for, or for nothing, because the members of a fan-out are inserted after that.
     */
    private List<Level> begun(List<Level> levels, Row row) throws SQLException {
        UUID before = before(row);
        List<Level> begun = new ArrayList<>();
        for (Level level : List.copyOf(levels)) {
            if (before == null || before.equals(before(level.group()))) {
                begun.add(level);
                levels.remove(level);
            }
        }
        return begun;
    }

    private static String places(List<Level> begun) {
        StringBuilder places = new StringBuilder();
        begun.forEach(level -> places.insert(0, "[" + level.index() + "]"));
        return places.toString();
    }

    private List<Level> levels(Row row) throws SQLException {
        List<Level> levels = new ArrayList<>();
        Row next = row;
        for (int hops = 0; next != null && hops < STEPS; hops++) {
            UUID groupId = next.groupId();
            if (groupId == null) {
                next = successor(next, row.id());
                continue;
            }
            Row group = find(groupId);
            if (group != null) {
                levels.add(new Level(group, next.groupIndex()));
            }
            next = group;
        }
        return levels;
    }

    private static final String FIND = """
            SELECT id, name, step, workflow_id, group_id, group_index, after_id,
                   COALESCE(after_when = 'SLOT', FALSE)
              FROM caraway_task
             WHERE id = ?""";

    private @Nullable Row find(UUID id) throws SQLException {
        Row before = known.get(id);
        if (before != null) {
            return before;
        }
        try (PreparedStatement select = connection.prepareStatement(FIND)) {
            select.setObject(1, id);
            Row row = row(select);
            if (row != null) {
                known.put(id, row);
            }
            return row;
        }
    }

    /** Ended for the same cause, but no member of a group that begins there. */
    private static final String SUCCESSOR = """
            SELECT id, name, step, workflow_id, group_id, group_index, after_id,
                   COALESCE(after_when = 'SLOT', FALSE)
              FROM caraway_finished
             WHERE workflow_id = ?
               AND after_id = ?
               AND after_when <> 'SLOT'
               AND cause_id = ?
               AND NOT EXISTS (
                   SELECT 1
                     FROM caraway_finished AS began
                    WHERE began.id = caraway_finished.group_id
                      AND began.after_id = caraway_finished.after_id)
             ORDER BY id
             LIMIT 1""";

    private @Nullable Row successor(Row row, UUID cause) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SUCCESSOR)) {
            select.setObject(1, row.workflowId());
            select.setObject(2, row.id());
            select.setObject(3, cause);
            return row(select);
        }
    }

    private static @Nullable Row row(PreparedStatement select) throws SQLException {
        try (ResultSet row = select.executeQuery()) {
            return row.next()
                    ? new Row(
                            row.getObject(1, UUID.class),
                            row.getString(2),
                            row.getString(3),
                            row.getObject(4, UUID.class),
                            row.getObject(5, UUID.class),
                            row.getInt(6),
                            row.getObject(7, UUID.class),
                            row.getBoolean(8))
                    : null;
        }
    }

    private static String bounded(Deque<String> labels) {
        String path = String.join(SEPARATOR, labels);
        return path.length() <= CAP ? path : MORE + path.substring(path.length() - CAP + MORE.length());
    }
}
