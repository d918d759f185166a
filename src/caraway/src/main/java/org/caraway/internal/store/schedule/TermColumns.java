package org.caraway.internal.store.schedule;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.caraway.internal.store.dialect.Dialect;
import org.jspecify.annotations.Nullable;

/** The columns with the terms of a schedule, as texts: instants and numbers as Java writes them. Stateless. */
public final class TermColumns {

    /** The name of the task. */
    public static final String TASK = "task";

    /** Its arguments as JSON. */
    public static final String ARGUMENTS = "arguments";

    /** The options of its call as a JSON object of texts. */
    public static final String OPTIONS = "options";

    /** The workflow that it enqueues instead of a task, as JSON; null for a task. */
    public static final String WORKFLOW = "workflow";

    /** How to read the expression. */
    public static final String KIND = "kind";

    /** When it fires. */
    public static final String EXPRESSION = "expression";

    /** The zone of a cron expression. */
    public static final String ZONE = "zone";

    /** From when on it fires. */
    public static final String START_AT = "start_at";

    /** Until when it fires. */
    public static final String END_AT = "end_at";

    /** How many runs it has at most. */
    public static final String MAX_RUNS = "max_runs";

    /** By how much its fires are shifted at most. */
    public static final String JITTER = "jitter";

    /** What becomes of missed fires. */
    public static final String MISFIRE = "misfire";

    /** How late a fire may be. */
    public static final String CATCH_UP = "catch_up";

    /** What becomes of a fire while a run has not finished. */
    public static final String OVERLAP = "overlap";

    /** The names of the calendars whose times are left out, separated by commas; null for none. */
    public static final String EXCEPT = "except_calendars";

    /** After how many failures in a row it is paused. */
    public static final String PAUSE_AFTER_FAILURES = "pause_after_failures";

    private static final List<String> TEXTS = List.of(
            TASK, ARGUMENTS, OPTIONS, WORKFLOW, KIND, EXPRESSION, ZONE, JITTER, MISFIRE, CATCH_UP, OVERLAP, EXCEPT);
    private static final Set<String> JSON = Set.of(ARGUMENTS, OPTIONS, WORKFLOW);
    private static final List<String> INSTANTS = List.of(START_AT, END_AT);
    private static final List<String> NUMBERS = List.of(MAX_RUNS, PAUSE_AFTER_FAILURES);

    /** How many parameters {@link #bind} sets. */
    static final int COUNT = TEXTS.size() + INSTANTS.size() + NUMBERS.size();

    private TermColumns() {}

    static Map<String, String> read(ResultSet row) throws SQLException {
        Map<String, String> terms = new LinkedHashMap<>();
        for (String column : TEXTS) {
            put(terms, column, row.getString(column));
        }
        for (String column : INSTANTS) {
            OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
            put(terms, column, at == null ? null : at.toInstant().toString());
        }
        for (String column : NUMBERS) {
            put(terms, column, row.getString(column));
        }
        return terms;
    }

    private static void put(Map<String, String> terms, String column, @Nullable String text) {
        if (text != null) {
            terms.put(column, text);
        }
    }

    /** In the order of the lists above: the texts, the instants, the numbers. */
    static void bind(PreparedStatement statement, int first, Map<String, String> terms, Dialect dialect)
            throws SQLException {
        int index = first;
        for (String column : TEXTS) {
            if (JSON.contains(column)) {
                dialect.setJson(statement, index++, terms.get(column));
            } else {
                statement.setString(index++, terms.get(column));
            }
        }
        for (String column : INSTANTS) {
            String at = terms.get(column);
            statement.setObject(
                    index++,
                    at == null ? null : Instant.parse(at).atOffset(ZoneOffset.UTC),
                    Types.TIMESTAMP_WITH_TIMEZONE);
        }
        for (String column : NUMBERS) {
            String number = terms.get(column);
            statement.setObject(index++, number == null ? null : Long.valueOf(number), Types.BIGINT);
        }
    }
}
