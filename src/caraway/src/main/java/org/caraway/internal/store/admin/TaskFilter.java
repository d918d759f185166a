package org.caraway.internal.store.admin;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.caraway.TaskState;
import org.caraway.admin.TaskQuery;
import org.caraway.internal.store.dialect.Dialect;
import org.jspecify.annotations.Nullable;

/**
 * A query as conditions of a statement over one of the two tables of tasks. Confined to one statement. The conditions
 * are texts of this class and of the dialect; every value from outside is a parameter.
 */
final class TaskFilter {

    private final List<String> conditions = new ArrayList<>();
    private final List<Binding> bindings = new ArrayList<>();

    @FunctionalInterface
    private interface Binding {
        void to(PreparedStatement statement, int index) throws SQLException;
    }

    /** Which of the two tables. */
    enum Table {
        /** Live tasks. */
        ACTIVE,
        /** Finished tasks. */
        FINISHED
    }

    private TaskFilter() {}

    /**
     * The tasks of this table that match the query.
     *
     * @param after only those that follow it in page order
     */
    static TaskFilter of(TaskQuery query, Table table, UUID after, Dialect dialect) {
        TaskFilter filter = new TaskFilter();
        filter.add("id < ?", (statement, index) -> statement.setObject(index, after));
        filter.addAny("name = ANY (?)", query.names());
        filter.addAny("queue = ANY (?)", query.queues());
        filter.addAny("state = ANY (?)", query.states().stream().map(Enum::name).collect(Collectors.toSet()));
        query.labels()
                .forEach(
                        (name, value) -> filter.addText(dialect.labelCondition(), dialect.labelParameter(name, value)));
        filter.addInstant("created_at >= ?", query.createdSince());
        filter.addInstant("created_at < ?", query.createdBefore());
        filter.addText("worker_id = ?", query.worker());
        filter.addText("task_key = ?", query.key());
        filter.addText("created_by = ?", query.createdBy());
        filter.addRoot(query.root());
        UUID workflow = query.workflow();
        if (workflow != null) {
            filter.add("workflow_id = ?", (statement, index) -> statement.setObject(index, workflow));
        }
        filter.addText(
                "workflow_id IN (SELECT workflow.id FROM caraway_workflow AS workflow WHERE workflow.name = ?)",
                query.workflowName());
        filter.addText("step = ?", query.step());
        if (query.whole()) {
            filter.conditions.add("workflow_id = id");
        }
        if (query.topLevel()) {
            filter.conditions.add("parent_id IS NULL");
        }
        filter.addTable(query, table);
        return filter;
    }

    private void addTable(TaskQuery query, Table table) {
        switch (table) {
            case ACTIVE -> {
                if (query.finishedSince() != null || query.finishedBefore() != null) {
                    conditions.add("1 = 0");
                }
                if (query.delayed()) {
                    conditions.add("state IN ('PENDING', 'RETRY') AND run_at > CURRENT_TIMESTAMP");
                }
            }
            case FINISHED -> {
                addInstant("finished_at >= ?", query.finishedSince());
                addInstant("finished_at < ?", query.finishedBefore());
                if (query.text() != null) { // follows from the condition on created_at, and has an index
                    addInstant("finished_at >= ?", query.createdSince());
                }
                if (query.delayed()) {
                    conditions.add("1 = 0");
                }
            }
        }
        String text = query.text();
        if (text != null) {
            addSearch(pattern(text), table);
        }
    }

    private void addSearch(String pattern, Table table) {
        Binding binding = (statement, index) -> statement.setString(index, pattern);
        switch (table) {
            case ACTIVE ->
                conditions.add(
                        "(LOWER(CAST(arguments AS text)) LIKE ? ESCAPE '!' OR LOWER(error_message) LIKE ? ESCAPE '!'"
                                + " OR LOWER(error_type) LIKE ? ESCAPE '!')");
            case FINISHED -> {
                conditions.add(
                        "(LOWER(CAST(arguments AS text)) LIKE ? ESCAPE '!' OR LOWER(error_message) LIKE ? ESCAPE '!'"
                                + " OR LOWER(error_type) LIKE ? ESCAPE '!'"
                                + " OR LOWER(CAST(result AS text)) LIKE ? ESCAPE '!')");
                bindings.add(binding);
            }
        }
        bindings.addAll(List.of(binding, binding, binding));
    }

    /** Escapes every special character of the text. */
    private static String pattern(String text) {
        return "%"
                + text.toLowerCase(Locale.ROOT)
                        .replace("!", "!!")
                        .replace("%", "!%")
                        .replace("_", "!_") + "%";
    }

    private void addRoot(@Nullable UUID root) {
        if (root != null) {
            conditions.add("(id = ? OR root_id = ?)");
            Binding binding = (statement, index) -> statement.setObject(index, root);
            bindings.addAll(List.of(binding, binding));
        }
    }

    private void addText(String condition, @Nullable String value) {
        if (value != null) {
            add(condition, (statement, index) -> statement.setString(index, value));
        }
    }

    private void addInstant(String condition, @Nullable Instant value) {
        if (value != null) {
            add(
                    condition,
                    (statement, index) ->
                            statement.setObject(index, value.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE));
        }
    }

    private void addAny(String condition, Collection<String> values) {
        if (!values.isEmpty()) {
            add(
                    condition,
                    (statement, index) -> statement.setArray(
                            index, statement.getConnection().createArrayOf("VARCHAR", values.toArray())));
        }
    }

    private void add(String condition, Binding binding) {
        conditions.add(condition);
        bindings.add(binding);
    }

    /** Additionally restricts the tasks to these states. */
    TaskFilter within(Set<TaskState> states) {
        addAny("state = ANY (?)", states.stream().map(Enum::name).collect(Collectors.toSet()));
        return this;
    }

    /** The conditions of the WHERE clause. */
    String conditions() {
        return String.join("\n               AND ", conditions);
    }

    /** Sets the parameters from this index on and returns the next index. */
    int bind(PreparedStatement statement, int index) throws SQLException {
        int next = index;
        for (Binding binding : bindings) {
            binding.to(statement, next++);
        }
        return next;
    }

    /** Whether a task that matched the query when it was found still does: these conditions may have changed since. */
    static boolean stillMeans(TaskQuery query, TaskState state, String queue) {
        return (query.states().isEmpty() || query.states().contains(state))
                && (query.queues().isEmpty() || query.queues().contains(queue));
    }
}
