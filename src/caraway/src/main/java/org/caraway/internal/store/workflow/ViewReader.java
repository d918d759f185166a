package org.caraway.internal.store.workflow;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.caraway.TaskState;
import org.caraway.admin.WorkflowView;
import org.caraway.admin.WorkflowView.Counts;
import org.caraway.admin.WorkflowView.Edge;
import org.caraway.admin.WorkflowView.Kind;
import org.caraway.admin.WorkflowView.Node;
import org.caraway.internal.store.jdbc.RowValues;
import org.caraway.internal.store.model.WorkflowPlan;
import org.jspecify.annotations.Nullable;

/**
 * Reads a page of a workflow: the database counts the rows of each node, and one row of each is read. Confined to one
 * connection.
 */
final class ViewReader {

    private static final int HOPS = 10;

    private final Connection connection;
    private final Map<UUID, Place> places = new HashMap<>();

    ViewReader(Connection connection) {
        this.connection = connection;
    }

    /** Where a row is. Immutable. */
    private record Place(
            UUID id,
            String key,
            @Nullable UUID groupId,
            @Nullable UUID afterId,
            @Nullable String when) {}

    /** The rows of a node. Immutable. */
    private record Rows(
            UUID first,
            String name,
            @Nullable String step,
            Counts counts,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt) {}

    Optional<WorkflowView> read(UUID any, @Nullable String after, int limit) throws SQLException {
        UUID workflow = workflowOf(any);
        if (workflow == null) {
            return Optional.empty();
        }
        List<Rows> rows = rows(workflow, after == null ? null : UUID.fromString(after), limit + 1);
        List<Rows> page = rows.size() > limit ? rows.subList(0, limit) : rows;
        String next = rows.size() > limit ? page.get(page.size() - 1).first().toString() : null;
        return Optional.of(view(workflow, nodes(page), next));
    }

    private static final String WORKFLOW = """
            SELECT workflow_id
              FROM caraway_task
             WHERE id = ?""";

    private @Nullable UUID workflowOf(UUID any) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(WORKFLOW)) {
            select.setObject(1, any);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getObject(1, UUID.class) : null;
            }
        }
    }

    /** Ids are compared as texts, because not every database has the least of several. */
    private static final String NODES = """
            SELECT MIN(first) AS first, name, MIN(step) AS step, SUM(done) AS done, SUM(failed) AS failed,
                   SUM(skipped) AS skipped, SUM(running) AS running, SUM(due) AS due, SUM(waiting) AS waiting,
                   MIN(started_at) AS started_at, MAX(finished_at) AS finished_at
              FROM (
                   SELECT node, name, MIN(step) AS step, MIN(CAST(id AS varchar(36))) AS first, 0 AS done, 0 AS failed,
                          0 AS skipped, COUNT(CASE WHEN state = 'STARTED' THEN 1 END) AS running,
                          COUNT(CASE WHEN state IN ('PENDING', 'RETRY') THEN 1 END) AS due,
                          COUNT(CASE WHEN state = 'WAITING' THEN 1 END) AS waiting, MIN(started_at) AS started_at,
                          CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS finished_at
                     FROM caraway_active
                    WHERE workflow_id = ?
                    GROUP BY node, name
                   UNION ALL
                   SELECT node, name, MIN(step) AS step, MIN(CAST(id AS varchar(36))) AS first,
                          COUNT(CASE WHEN state = 'SUCCESS' THEN 1 END) AS done,
                          COUNT(CASE WHEN state IN ('FAILURE', 'REVOKED', 'EXPIRED') THEN 1 END) AS failed,
                          COUNT(CASE WHEN state = 'SKIPPED' THEN 1 END) AS skipped, 0 AS running, 0 AS due,
                          0 AS waiting,
                          MIN(started_at) AS started_at, MAX(finished_at) AS finished_at
                     FROM caraway_finished
                    WHERE workflow_id = ?
                    GROUP BY node, name) AS part
             GROUP BY node, name
            HAVING MIN(first) > ?
             ORDER BY MIN(first)
             LIMIT ?""";

    private List<Rows> rows(UUID workflow, @Nullable UUID after, int limit) throws SQLException {
        List<Rows> rows = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(NODES)) {
            select.setObject(1, workflow);
            select.setObject(2, workflow);
            select.setString(3, after == null ? "" : after.toString());
            select.setInt(4, limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Counts counts = new Counts(
                            row.getLong("done"),
                            row.getLong("failed"),
                            row.getLong("skipped"),
                            row.getLong("running"),
                            row.getLong("due"),
                            row.getLong("waiting"));
                    rows.add(new Rows(
                            UUID.fromString(row.getString("first")),
                            row.getString("name"),
                            row.getString("step"),
                            counts,
                            RowValues.instant(row, "started_at"),
                            counts.finished() == counts.total() ? RowValues.instant(row, "finished_at") : null));
                }
            }
        }
        return rows;
    }

    private List<Node> nodes(List<Rows> page) throws SQLException {
        find(page.stream().map(Rows::first).toList());
        resolve();
        List<Node> nodes = new ArrayList<>();
        for (Rows rows : page) {
            Place place = places.get(rows.first());
            if (place != null) {
                Place group = places.get(place.groupId());
                nodes.add(new Node(
                        place.key(),
                        rows.first(),
                        rows.name().equals(WorkflowPlan.GROUP) ? Kind.GROUP : Kind.STEP,
                        rows.name(),
                        rows.step(),
                        rows.counts(),
                        rows.startedAt(),
                        rows.finishedAt(),
                        group == null ? null : group.key(),
                        edge(place)));
            }
        }
        return nodes;
    }

    /** Reads what the known rows name, until all is known that edges and groups need. */
    private void resolve() throws SQLException {
        for (int hop = 0; hop < HOPS; hop++) {
            Set<UUID> named = new LinkedHashSet<>();
            for (Place place : places.values()) {
                if (place.groupId() != null) {
                    named.add(place.groupId());
                }
                if (place.afterId() != null && (hop == 0 || "SLOT".equals(place.when()))) {
                    named.add(place.afterId());
                }
            }
            named.removeAll(places.keySet());
            if (named.isEmpty()) {
                return;
            }
            find(named);
        }
    }

    /** What a member follows that waits for a place in its group is what the group follows. */
    private @Nullable Edge edge(Place place) {
        Place next = place;
        for (int hop = 0; next != null && "SLOT".equals(next.when()) && hop < HOPS; hop++) {
            next = places.get(next.afterId());
        }
        Place from = next == null ? null : places.get(next.afterId());
        String when = next == null ? null : next.when();
        return from == null || when == null || when.equals("SLOT")
                ? null
                : new Edge(from.key(), WorkflowView.When.valueOf(when));
    }

    private static final String PLACES = """
            SELECT id, name, node, group_id, after_id, after_when
              FROM caraway_active
             WHERE id = ANY (?)
            UNION ALL
            SELECT id, name, node, group_id, after_id, after_when
              FROM caraway_finished
             WHERE id = ANY (?)""";

    private void find(Collection<UUID> ids) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(PLACES)) {
            select.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            select.setArray(2, connection.createArrayOf("uuid", ids.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    UUID id = row.getObject(1, UUID.class);
                    String key = row.getInt(3) + "." + row.getString(2);
                    places.put(
                            id,
                            new Place(
                                    id,
                                    key,
                                    row.getObject(4, UUID.class),
                                    row.getObject(5, UUID.class),
                                    row.getString(6)));
                }
            }
        }
    }

    private static final String WHOLE = """
            SELECT task.state, task.created_at, task.finished_at, workflow.name,
                   CASE WHEN workflow.awaits_turn THEN 'TURN' WHEN workflow.paused THEN 'PAUSED' END AS held
              FROM caraway_task AS task
              LEFT JOIN caraway_workflow AS workflow ON workflow.id = task.id
             WHERE task.id = ?""";

    private WorkflowView view(UUID workflow, List<Node> nodes, @Nullable String next) throws SQLException {
        Counts progress = progress(workflow);
        try (PreparedStatement select = connection.prepareStatement(WHOLE)) {
            select.setObject(1, workflow);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) { // somebody has deleted the last step
                    return new WorkflowView(
                            workflow, null, progress.state(), null, Instant.EPOCH, null, progress, nodes, next);
                }
                String name = row.getString(4);
                String held = row.getString(5);
                return new WorkflowView(
                        workflow,
                        name,
                        TaskState.valueOf(row.getString(1)),
                        held == null ? null : WorkflowView.Hold.valueOf(held),
                        RowValues.requiredInstant(row, "created_at"),
                        RowValues.instant(row, "finished_at"),
                        progress,
                        nodes.stream()
                                .map(node -> unnamed(node, workflow, name))
                                .toList(),
                        next);
            }
        }
    }

    /** The last step has the name of its workflow, which is not its own. */
    private static Node unnamed(Node node, UUID workflow, @Nullable String name) {
        return name != null && node.id().equals(workflow) && name.equals(node.step())
                ? new Node(
                        node.key(),
                        node.id(),
                        node.kind(),
                        node.name(),
                        null,
                        node.counts(),
                        node.startedAt(),
                        node.finishedAt(),
                        node.group(),
                        node.after())
                : node;
    }

    private static final String PROGRESS = """
            SELECT state, COUNT(*)
              FROM caraway_active
             WHERE workflow_id = ?
               AND name <> 'caraway.group'
             GROUP BY state
            UNION ALL
            SELECT state, COUNT(*)
              FROM caraway_finished
             WHERE workflow_id = ?
               AND name <> 'caraway.group'
             GROUP BY state""";

    private Counts progress(UUID workflow) throws SQLException {
        Counts counts = new Counts(0, 0, 0, 0, 0, 0);
        try (PreparedStatement select = connection.prepareStatement(PROGRESS)) {
            select.setObject(1, workflow);
            select.setObject(2, workflow);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    counts = plus(counts, TaskState.valueOf(row.getString(1)), row.getLong(2));
                }
            }
        }
        return counts;
    }

    private static Counts plus(Counts to, TaskState state, long tasks) {
        return new Counts(
                to.done() + (state == TaskState.SUCCESS ? tasks : 0),
                to.failed()
                        + (state == TaskState.FAILURE || state == TaskState.REVOKED || state == TaskState.EXPIRED
                                ? tasks
                                : 0),
                to.skipped() + (state == TaskState.SKIPPED ? tasks : 0),
                to.running() + (state == TaskState.STARTED ? tasks : 0),
                to.due() + (state == TaskState.PENDING || state == TaskState.RETRY ? tasks : 0),
                to.waiting() + (state == TaskState.WAITING ? tasks : 0));
    }
}
