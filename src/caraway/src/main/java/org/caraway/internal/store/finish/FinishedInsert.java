package org.caraway.internal.store.finish;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The statement that inserts into {@code caraway_finished} the rows that it selects from live tasks: the one list of
 * the columns. A column is copied unchanged unless an expression replaces it. Immutable.
 */
public final class FinishedInsert {

    private static final List<String> COLUMNS = List.of(
            "id",
            "name",
            "queue",
            "state",
            "priority",
            "run_at",
            "expires_at",
            "task_key",
            "unique_key",
            "unique_scope",
            "arguments",
            "context",
            "headers",
            "labels",
            "attempt",
            "max_retries",
            "options",
            "retries",
            "deliveries",
            "worker_id",
            "revoked_by",
            "created_at",
            "created_by",
            "started_at",
            "progress_current",
            "progress_total",
            "progress_message",
            "phase",
            "partial_result",
            "result",
            "error_type",
            "error_message",
            "error_trace",
            "root_id",
            "parent_id",
            "schedule_id",
            "workflow_id",
            "step",
            "group_id",
            "group_index",
            "after_id",
            "after_when",
            "input_id",
            "input_mode",
            "node",
            "cause_id",
            "retain_until");

    /** How long the task is retained: a parameter in seconds, NULL for the general retention. */
    public static final String KEEP_UNTIL = "CURRENT_TIMESTAMP + CAST(? AS DOUBLE PRECISION) * INTERVAL '1' SECOND";

    private final Map<String, String> expressions;

    private FinishedInsert(Map<String, String> expressions) {
        this.expressions = expressions;
    }

    /** Copies all columns of a source that has them all but {@code cause_id}: the task ends by itself. */
    public static FinishedInsert copy() {
        Map<String, String> same = new LinkedHashMap<>();
        COLUMNS.forEach(column -> same.put(column, column));
        same.put("cause_id", "NULL");
        return new FinishedInsert(same);
    }

    /**
     * Copies live tasks, which have no result, into this state, with {@link #KEEP_UNTIL} as the last parameter of its
     * columns.
     */
    public static FinishedInsert ofLive(String state) {
        return copy().with("state", state).with("result", "NULL").with("retain_until", KEEP_UNTIL);
    }

    /** Selects this expression for the column; parameters count in the order of the columns. */
    public FinishedInsert with(String column, String expression) {
        if (!expressions.containsKey(column)) {
            throw new IllegalArgumentException(
                    "caraway_finished has no column " + column + ". This is a bug in Caraway.");
        }
        Map<String, String> changed = new LinkedHashMap<>(expressions);
        changed.put(column, expression);
        return new FinishedInsert(changed);
    }

    /** The whole statement, with the text that follows the selected columns: a FROM clause and so on. */
    public String from(String source) {
        return "INSERT INTO caraway_finished (" + String.join(", ", COLUMNS) + ")\nSELECT "
                + COLUMNS.stream().map(expressions::get).collect(Collectors.joining(", ")) + "\n" + source;
    }
}
