package org.caraway.internal.store.enqueue;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.caraway.internal.store.dialect.Dialect;
import org.caraway.internal.store.model.StepPlace;
import org.jspecify.annotations.Nullable;

/**
 * The insertion of one step of a workflow. Its first parameters are those of {@link Dialect#insertion}. A step that
 * waits has no {@code run_at}: its delay counts from its release. Immutable.
 */
final class StepInserts {

    /** The parameters in their order; those of the step follow those of a plain task. */
    private static final List<String> PARAMETERS = List.of(
            "id uuid",
            "name varchar",
            "queue varchar",
            "priority smallint",
            "start_at timestamp with time zone",
            "delay double precision",
            "expires_at timestamp with time zone",
            "expires_in double precision",
            "task_key varchar",
            "unique_key varchar",
            "unique_scope varchar",
            "unique_lock varchar",
            "max_retries integer",
            "options json",
            "arguments json",
            "headers json",
            "labels json",
            "root_id uuid",
            "parent_id uuid",
            "created_by varchar",
            "context json",
            "schedule_id uuid",
            "state varchar",
            "workflow_id uuid",
            "step varchar",
            "group_id uuid",
            "group_index integer",
            "after_id uuid",
            "after_when varchar",
            "slot integer",
            "input_id uuid",
            "input_mode varchar",
            "node integer");

    private static final int FIRST = 23;

    private final String statement;

    StepInserts(Dialect dialect) {
        statement = """
                INSERT INTO caraway_active (id, name, queue, priority, run_at, release_at, release_delay, expires_at,
                                            task_key, unique_key, unique_scope, unique_lock, max_retries, options,
                                            arguments, headers, labels, root_id, parent_id, created_by, context, schedule_id,
                                            state, workflow_id, step, group_id, group_index, after_id, after_when,
                                            slot, input_id, input_mode, node)
                SELECT id, name, queue, priority,
                       CASE WHEN state = 'WAITING' THEN NULL
                            ELSE COALESCE(start_at, %1$s) + delay * INTERVAL '1' SECOND END,
                       CASE WHEN state = 'WAITING' THEN start_at END,
                       CASE WHEN state = 'WAITING' THEN delay END,
                       COALESCE(expires_at, %1$s + expires_in * INTERVAL '1' SECOND),
                       task_key, unique_key, unique_scope, unique_lock, max_retries, options,
                       arguments, headers, labels, root_id, parent_id, created_by, context, schedule_id,
                       state, workflow_id, step, group_id, group_index, after_id, after_when,
                       slot, input_id, input_mode, node
                  FROM (SELECT %2$s) AS task""".formatted(dialect.clock(), parameters(dialect.jsonType()));
    }

    private static String parameters(String jsonType) {
        return PARAMETERS.stream()
                .map(parameter -> parameter.split(" ", 2))
                .map(parts -> "CAST(? AS " + (parts[1].equals("json") ? jsonType : parts[1]) + ") AS " + parts[0])
                .collect(Collectors.joining(", "));
    }

    /** The statement, to which {@link Dialect#unlessTaken} may be appended. */
    String statement() {
        return statement;
    }

    /** Sets the parameters that a plain task does not have. */
    static void bind(PreparedStatement insert, StepPlace step) throws SQLException {
        StepPlace.After after = step.after();
        StepPlace.Input input = step.input();
        insert.setString(FIRST, step.waiting() ? "WAITING" : "PENDING");
        insert.setObject(FIRST + 1, step.workflowId());
        insert.setString(FIRST + 2, step.name());
        setId(insert, FIRST + 3, step.groupId());
        insert.setObject(FIRST + 4, step.groupIndex(), Types.INTEGER);
        setId(insert, FIRST + 5, after == null ? null : after.id());
        insert.setString(FIRST + 6, after == null ? null : after.when().name());
        insert.setObject(FIRST + 7, after == null ? null : after.slot(), Types.INTEGER);
        setId(insert, FIRST + 8, input == null ? null : input.id());
        insert.setString(FIRST + 9, input == null ? null : input.mode().name());
        insert.setInt(FIRST + 10, step.node());
    }

    private static void setId(PreparedStatement insert, int index, @Nullable UUID id) throws SQLException {
        insert.setObject(index, id);
    }
}
