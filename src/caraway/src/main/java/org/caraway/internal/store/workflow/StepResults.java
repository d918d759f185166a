package org.caraway.internal.store.workflow;

import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.caraway.CarawayException;
import org.caraway.TaskState;
import org.caraway.internal.store.model.NewGroup.Joined;
import org.caraway.internal.store.model.StepPlace;
import org.caraway.internal.store.model.WorkflowPlan;
import org.jspecify.annotations.Nullable;

/**
 * The results of finished steps and groups, as JSON. Confined to one connection. A group has no result of its own: it
 * is made of its members' when it is read, so that no row grows with the number of members.
 */
final class StepResults {

    private static final JsonProvider JSON = JsonProvider.provider();
    private static final String NOTHING = "null";

    private final Connection connection;
    private final UnaryOperator<String> plainResult;

    /** With the function that decodes a stored result to its JSON. */
    StepResults(Connection connection, UnaryOperator<String> plainResult) {
        this.connection = connection;
        this.plainResult = plainResult;
    }

    /** A finished step or group. Immutable. */
    private record Row(
            UUID id,
            String name,
            TaskState state,
            @Nullable String result,
            @Nullable String errorType,
            @Nullable String errorMessage,
            UUID workflowId,
            int groupIndex) {

        boolean isGroup() {
            return name.equals(WorkflowPlan.GROUP);
        }

        boolean succeeded() {
            return state == TaskState.SUCCESS;
        }
    }

    private static final String FIND = """
            SELECT id, name, state, result, error_type, error_message, workflow_id, group_index
              FROM caraway_finished
             WHERE id = ?""";

    private static final String MEMBERS = """
            SELECT id, name, state, result, error_type, error_message, workflow_id, group_index
              FROM caraway_finished
             WHERE workflow_id = ?
               AND group_id = ?
             ORDER BY group_index""";

    private static final String JOINED = """
            SELECT joined, chosen
              FROM caraway_group
             WHERE id = ?
               AND shard = 0""";

    /** The first arguments of a step that takes them from here, each as JSON. */
    List<String> arguments(StepPlace.Input input) throws SQLException {
        Row row = find(input.id());
        return switch (input.mode()) {
            case VALUE -> List.of(value(row));
            case OUTCOME -> List.of(outcome(row));
            case SPREAD -> {
                List<String> values = new ArrayList<>();
                for (Row member : members(row)) {
                    values.add(value(member));
                }
                yield values;
            }
            case ELEMENT -> throw new CarawayException("A template was inserted as a step. This is a bug in Caraway.");
        };
    }

    /** The result of a step or group. */
    String value(UUID id) throws SQLException {
        return value(find(id));
    }

    private Row find(UUID id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(FIND)) {
            select.setObject(1, id);
            List<Row> found = rows(select);
            if (found.isEmpty()) {
                throw new CarawayException("The result of task " + id
                        + " is gone, which the next step of its workflow needs; somebody has deleted its row");
            }
            return found.get(0);
        }
    }

    private List<Row> members(Row group) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(MEMBERS)) {
            select.setObject(1, group.workflowId());
            select.setObject(2, group.id());
            return rows(select);
        }
    }

    private static List<Row> rows(PreparedStatement select) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                rows.add(new Row(
                        row.getObject(1, UUID.class),
                        row.getString(2),
                        TaskState.valueOf(row.getString(3)),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        row.getObject(7, UUID.class),
                        row.getInt(8)));
            }
        }
        return rows;
    }

    private String value(Row row) throws SQLException {
        if (!row.isGroup()) {
            return row.result() == null ? NOTHING : plainResult.apply(row.result());
        }
        Joining joining = joining(row.id());
        List<Row> members = members(row);
        return switch (joining.joined()) {
            case ALL -> list(members, false);
            case SETTLED -> list(members, true);
            case ANY -> firstValue(joining.chosen(members));
            case AT_LEAST -> list(joining.chosen(members), false);
            case BRANCH -> firstValue(members.stream().filter(Row::succeeded).toList());
        };
    }

    /**
     * How a group was finished. Immutable.
     *
     * @param chosen the places of the members that have brought it to its end, as text; null if all have
     */
    private record Joining(Joined joined, @Nullable String chosen) {

        /** These in the order of the members, however many others have succeeded since then. */
        List<Row> chosen(List<Row> members) {
            if (chosen == null || chosen.isEmpty()) {
                return List.of();
            }
            Set<Integer> places =
                    Arrays.stream(chosen.split(",")).map(Integer::valueOf).collect(Collectors.toSet());
            return members.stream()
                    .filter(row -> places.contains(row.groupIndex()))
                    .toList();
        }
    }

    private Joining joining(UUID id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(JOINED)) {
            select.setObject(1, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? new Joining(Joined.valueOf(row.getString(1)), row.getString(2))
                        : new Joining(Joined.ALL, null);
            }
        }
    }

    private String firstValue(List<Row> members) throws SQLException {
        return members.isEmpty() ? NOTHING : value(members.get(0));
    }

    private String list(List<Row> members, boolean outcomes) throws SQLException {
        StringJoiner list = new StringJoiner(",", "[", "]");
        for (Row member : members) {
            list.add(outcomes ? outcome(member) : value(member));
        }
        return list.toString();
    }

    /** The JSON of an {@code Outcome}. */
    private String outcome(Row row) throws SQLException {
        JsonObjectBuilder outcome = JSON.createObjectBuilder()
                .add("taskId", row.id().toString())
                .add("state", row.state().name());
        String error = NOTHING;
        if (row.errorType() != null) {
            String message = row.errorMessage();
            error = JSON.createObjectBuilder()
                    .add("type", row.errorType())
                    .add("message", message == null ? JsonValue.NULL : JSON.createValue(message))
                    .add("trace", "")
                    .build()
                    .toString();
        }
        String facts = outcome.build().toString();
        String value = row.succeeded() ? value(row) : NOTHING;
        return facts.substring(0, facts.length() - 1) + ",\"value\":" + value + ",\"error\":" + error + "}";
    }
}
