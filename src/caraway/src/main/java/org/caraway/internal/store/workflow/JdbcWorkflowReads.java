package org.caraway.internal.store.workflow;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.caraway.TaskState;
import org.caraway.admin.WorkflowView;
import org.caraway.internal.store.jdbc.Connections;
import org.caraway.internal.store.jdbc.RowValues;
import org.jspecify.annotations.Nullable;

/** {@link WorkflowReads} from tables. Thread-safe. */
final class JdbcWorkflowReads implements WorkflowReads {

    private final Connections connections;

    JdbcWorkflowReads(Connections connections) {
        this.connections = connections;
    }

    @Override
    public Optional<String> path(UUID id) {
        return connections.joining(
                "The place of task " + id + " was not read",
                connection -> Optional.ofNullable(new StepPaths(connection).of(id)));
    }

    private static final String GROUP = """
            SELECT task.finished_at, COALESCE(counter.size, 0)
              FROM caraway_task AS task
              LEFT JOIN caraway_group AS counter ON counter.id = task.id AND counter.shard = 0
             WHERE task.id = ?
               AND task.name = 'caraway.group'""";

    @Override
    public Optional<Members> members(UUID group) {
        return connections.joining("Group " + group + " was not read", connection -> {
            try (PreparedStatement select = connection.prepareStatement(GROUP)) {
                select.setObject(1, group);
                try (ResultSet row = select.executeQuery()) {
                    if (!row.next()) {
                        return Optional.empty();
                    }
                    boolean finished = row.getObject(1, OffsetDateTime.class) != null;
                    int size = row.getInt(2);
                    Map<TaskState, Integer> states = states(connection, group);
                    int rows =
                            states.values().stream().mapToInt(Integer::intValue).sum();
                    return Optional.of(new Members(finished, Math.max(size, rows), states));
                }
            }
        });
    }

    private static final String STATES = """
            SELECT state, COUNT(*)
              FROM caraway_active
             WHERE workflow_id = (SELECT own.workflow_id FROM caraway_task AS own WHERE own.id = ?)
               AND group_id = ?
             GROUP BY state
            UNION ALL
            SELECT state, COUNT(*)
              FROM caraway_finished
             WHERE workflow_id = (SELECT own.workflow_id FROM caraway_task AS own WHERE own.id = ?)
               AND group_id = ?
             GROUP BY state""";

    private static Map<TaskState, Integer> states(Connection connection, UUID group) throws SQLException {
        Map<TaskState, Integer> states = new EnumMap<>(TaskState.class);
        try (PreparedStatement select = connection.prepareStatement(STATES)) {
            for (int parameter = 1; parameter <= 4; parameter++) {
                select.setObject(parameter, group);
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    states.merge(TaskState.valueOf(row.getString(1)), row.getInt(2), Integer::sum);
                }
            }
        }
        return states;
    }

    private static final String MEMBER = """
            SELECT id
              FROM caraway_task
             WHERE workflow_id = (SELECT own.workflow_id FROM caraway_task AS own WHERE own.id = ?)
               AND group_id = ?
               AND group_index = ?""";

    @Override
    public Optional<UUID> member(UUID group, int index) {
        return connections.joining("Group " + group + " was not read", connection -> {
            try (PreparedStatement select = connection.prepareStatement(MEMBER)) {
                select.setObject(1, group);
                select.setObject(2, group);
                select.setInt(3, index);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(row.getObject(1, UUID.class)) : Optional.empty();
                }
            }
        });
    }

    @Override
    public Optional<WorkflowView> view(UUID any, @Nullable String after, int limit) {
        return connections.joining(
                "The workflow of task " + any + " was not read",
                connection -> new ViewReader(connection).read(any, after, limit));
    }

    private static final String FINISHED = """
            SELECT group_index, id, finished_at
              FROM caraway_finished
             WHERE workflow_id = (SELECT own.workflow_id FROM caraway_task AS own WHERE own.id = ?)
               AND group_id = ?
               AND finished_at >= ?
             ORDER BY finished_at, id""";

    @Override
    public List<FinishedMember> finishedMembers(UUID group, @Nullable Instant since) {
        Instant from = since == null ? Instant.EPOCH : since;
        return connections.joining("Group " + group + " was not read", connection -> {
            List<FinishedMember> members = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(FINISHED)) {
                select.setObject(1, group);
                select.setObject(2, group);
                select.setObject(3, from.atOffset(ZoneOffset.UTC));
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        members.add(new FinishedMember(
                                row.getInt(1),
                                row.getObject(2, UUID.class),
                                RowValues.requiredInstant(row, "finished_at")));
                    }
                }
            }
            return members;
        });
    }
}
