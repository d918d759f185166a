package org.caraway.internal.store.workflow;

import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.UnaryOperator;
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
            OffsetDateTime finishedAt,
            UUID workflowId) {

        boolean isGroup() {
            return name.equals(WorkflowPlan.GROUP);
        }

        boolean succeeded() {
            return state == TaskState.SUCCESS;
        }
    }

    private static final String FIND = """
            SELECT id, name, state, result, error_type, error_message, finished_at, workflow_id
              FROM caraway_finished
             WHERE id = ?""";

    private static final String MEMBERS = """
            SELECT id, name, state, result, error_type, error_message, finished_at, workflow_id
              FROM caraway_finished
             WHERE workflow_id = ?
               AND group_id = ?
             ORDER BY group_index""";

    private static final String JOINED = """
            SELECT joined, needed
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
                        row.getObject(7, OffsetDateTime.class),
                        row.getObject(8, UUID.class)));
            }
        }
        return rows;
    }

    private String value(Row row) throws SQLException {
        if (!row.isGroup()) {
            return row.result() == null ? NOTHING : plainResult.apply(row.result());
        }
        Map.Entry<Joined, Integer> joined = joined(row.id());
        List<Row> members = members(row);
        return switch (joined.getKey()) {
            case ALL -> list(members, false);
            case SETTLED -> list(members, true);
            case ANY -> firstOf(members);
            case AT_LEAST -> list(firstOnes(members, joined.getValue()), false);
            case BRANCH -> branchOf(members);
        };
    }

    private Map.Entry<Joined, Integer> joined(UUID id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(JOINED)) {
            select.setObject(1, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Map.entry(Joined.valueOf(row.getString(1)), row.getInt(2))
                        : Map.entry(Joined.ALL, 0);
            }
        }
    }

    private String list(List<Row> members, boolean outcomes) throws SQLException {
        StringJoiner list = new StringJoiner(",", "[", "]");
        for (Row member : members) {
            list.add(outcomes ? outcome(member) : value(member));
        }
        return list.toString();
    }

    private static final Comparator<Row> BY_TIME =
            Comparator.comparing(Row::finishedAt).thenComparing(Row::id);

    private String firstOf(List<Row> members) throws SQLException {
        Row first = members.stream().filter(Row::succeeded).min(BY_TIME).orElse(null);
        return first == null ? NOTHING : value(first);
    }

    /** Those that have brought the group to its end, in the order of the members. */
    private static List<Row> firstOnes(List<Row> members, int needed) {
        Set<UUID> first = new TreeSet<>();
        members.stream().filter(Row::succeeded).sorted(BY_TIME).limit(needed).forEach(row -> first.add(row.id()));
        return members.stream().filter(row -> first.contains(row.id())).toList();
    }

    private String branchOf(List<Row> members) throws SQLException {
        for (Row member : members) {
            if (member.succeeded()) {
                return value(member);
            }
        }
        return NOTHING;
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
