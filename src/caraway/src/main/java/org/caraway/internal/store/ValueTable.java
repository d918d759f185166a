package org.caraway.internal.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Many rows as one parameterised subquery of PostgreSQL: a column whose value is the same in all rows is a single parameter, each other
 * one is an array. Rows of a batch have most of their values in common, and every array costs the server a pass. Confined to one statement.
 *
 * @param <T> what a row is made of
 */
final class ValueTable<T> {

    /**
     * A column. Immutable.
     *
     * @param name its name in the subquery
     * @param type PostgreSQL's type of it, as {@link Connection#createArrayOf} takes it
     * @param group columns of one group become arrays together: fewer different statements are to be planned
     * @param value its value in a row
     */
    record Column<T>(String name, String type, String group, Function<T, @Nullable Object> value) {

        /** One that is a group of its own. */
        static <T> Column<T> of(String name, String type, Function<T, @Nullable Object> value) {
            return new Column<>(name, type, name, value);
        }
    }

    private final List<Column<T>> single = new ArrayList<>();
    private final Map<Column<T>, @Nullable Object[]> arrays = new LinkedHashMap<>();
    private final T first;

    /**
     * Of these rows, of which there must be one at least.
     *
     * @param columns the first of which is always an array
     */
    ValueTable(List<Column<T>> columns, List<T> rows) {
        first = rows.get(0);
        Map<Column<T>, @Nullable Object[]> varying = new LinkedHashMap<>();
        for (Column<T> column : columns) {
            Object[] values = rows.stream().map(column.value()).toArray();
            if (column.equals(columns.get(0)) || !allEqual(values)) {
                varying.put(column, values);
            }
        }
        List<String> groups = varying.keySet().stream().map(Column::group).toList();
        for (Column<T> column : columns) {
            if (!groups.contains(column.group())) {
                single.add(column);
            } else {
                Object[] values = varying.get(column);
                arrays.put(
                        column,
                        values != null
                                ? values
                                : rows.stream().map(column.value()).toArray());
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

    /** A {@code SELECT} of all columns. */
    String sql() {
        String selected = single.stream()
                .map(column -> "CAST(? AS " + column.type() + ") AS " + column.name() + ", ")
                .collect(Collectors.joining());
        String parameters = arrays.keySet().stream()
                .map(column -> "?::" + column.type() + "[]")
                .collect(Collectors.joining(", "));
        String names = arrays.keySet().stream().map(Column::name).collect(Collectors.joining(", "));
        return "SELECT " + selected + names + " FROM unnest(" + parameters + ") AS varying (" + names + ")";
    }

    /**
     * Binds its parameters.
     *
     * @param index of its first parameter
     * @return the index of the parameter behind its last
     */
    int bind(Connection connection, PreparedStatement statement, int index) throws SQLException {
        int next = index;
        for (Column<T> column : single) {
            statement.setObject(next++, column.value().apply(first));
        }
        for (Map.Entry<Column<T>, @Nullable Object[]> array : arrays.entrySet()) {
            statement.setArray(next++, connection.createArrayOf(array.getKey().type(), array.getValue()));
        }
        return next;
    }
}
