package org.caraway.internal.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Many rows as one parameterised subquery of PostgreSQL: a column whose value is the same in all rows is a single
 * parameter, each other column is an array. Rows of a batch have most of their values in common, and every array costs
 * the server a pass. A single row has no array: the server learns the number of rows in an array from its value only,
 * so that it would plan the statement anew each time (PostgreSQL, "PREPARE", notes on generic plans). Confined to one
 * statement.
 *
 * @param <T> the source of a row's values
 */
public final class ValueTable<T> {

    /**
     * A column. Immutable.
     *
     * @param name its name in the subquery
     * @param type PostgreSQL's type of it, as {@link Connection#createArrayOf} takes it
     * @param group columns of one group become arrays together: so there are fewer different statements to plan
     * @param value its value in a row
     */
    public record Column<T>(String name, String type, String group, Function<T, @Nullable Object> value) {

        /** A column that is a group of its own. */
        public static <T> Column<T> of(String name, String type, Function<T, @Nullable Object> value) {
            return new Column<>(name, type, name, value);
        }
    }

    private final List<Column<T>> single = new ArrayList<>();
    private final List<Column<T>> varying = new ArrayList<>();
    private final List<@Nullable Object[]> arrays = new ArrayList<>();
    private final T first;

    /**
     * A table of these rows, at least one.
     *
     * @param columns the first of which is an array if there are several rows
     */
    public ValueTable(List<Column<T>> columns, List<T> rows) {
        first = rows.get(0);
        List<@Nullable Object[]> values = new ArrayList<>();
        Set<String> groups = new HashSet<>();
        if (rows.size() > 1) {
            groups.add(columns.get(0).group());
        }
        for (Column<T> column : columns) {
            Object[] ofColumn = rows.stream().map(column.value()).toArray();
            values.add(ofColumn);
            if (!allEqual(ofColumn)) {
                groups.add(column.group());
            }
        }
        for (int number = 0; number < columns.size(); number++) {
            Column<T> column = columns.get(number);
            if (groups.contains(column.group())) {
                varying.add(column);
                arrays.add(values.get(number));
            } else {
                single.add(column);
            }
        }
    }

    private static boolean allEqual(@Nullable Object[] values) {
        for (Object value : values) {
            if (!Objects.equals(value, values[0])) {
                return false;
            }
        }
        return true;
    }

    /** The {@link #sql} for a single row, whatever its values. */
    public static <T> String sqlOfOne(List<Column<T>> columns) {
        return selected(columns);
    }

    private static <T> String selected(List<Column<T>> columns) {
        return columns.stream()
                .map(column -> "CAST(? AS " + column.type() + ") AS " + column.name())
                .collect(Collectors.joining(", ", "SELECT ", ""));
    }

    /** A {@code SELECT} of all columns. */
    public String sql() {
        String selected = selected(single);
        if (varying.isEmpty()) {
            return selected;
        }
        String parameters =
                varying.stream().map(column -> "?::" + column.type() + "[]").collect(Collectors.joining(", "));
        String names = varying.stream().map(Column::name).collect(Collectors.joining(", "));
        String separator = single.isEmpty() ? "" : ", ";
        return selected + separator + names + " FROM unnest(" + parameters + ") AS varying (" + names + ")";
    }

    /**
     * The server reads a parameter of another type once when it is bound; it would repeat the cast of a text for each
     * row. For a null without a type, the driver would ask the server for the type before each execution (pgjdbc's
     * {@code flushIfDeadlockRisk}).
     */
    private void bindSingle(PreparedStatement statement, int index, Column<T> column) throws SQLException {
        Object value = column.value().apply(first);
        int type = jdbcType(column.type());
        if (value == null) {
            statement.setNull(index, type);
        } else {
            statement.setObject(index, value, type);
        }
    }

    /** The driver sends arrays of these classes in binary, which neither side has to escape or to parse. */
    private static @Nullable Object[] typed(String type, @Nullable Object[] values) {
        return switch (type) {
            case "text" -> Arrays.copyOf(values, values.length, String[].class);
            case "int4" -> Arrays.copyOf(values, values.length, Integer[].class);
            case "int8" -> Arrays.copyOf(values, values.length, Long[].class);
            case "float8" -> Arrays.copyOf(values, values.length, Double[].class);
            default -> values;
        };
    }

    private static int jdbcType(String type) {
        return switch (type) {
            case "text" -> Types.VARCHAR;
            case "int4" -> Types.INTEGER;
            case "int8" -> Types.BIGINT;
            case "float8" -> Types.DOUBLE;
            default -> Types.OTHER;
        };
    }

    /**
     * Binds its parameters.
     *
     * @param index of its first parameter
     * @return the index after its last parameter
     */
    public int bind(Connection connection, PreparedStatement statement, int index) throws SQLException {
        int next = index;
        for (Column<T> column : single) {
            bindSingle(statement, next++, column);
        }
        for (int number = 0; number < varying.size(); number++) {
            String type = varying.get(number).type();
            statement.setArray(next++, connection.createArrayOf(type, typed(type, arrays.get(number))));
        }
        return next;
    }
}
