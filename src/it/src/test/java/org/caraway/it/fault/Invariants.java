package org.caraway.it.fault;

import static java.util.stream.Collectors.joining;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The result of checking every {@link Invariant}. Immutable.
 *
 * @param violations the violations of each broken invariant
 */
record Invariants(Map<Invariant, List<String>> violations) {

    private static final int SHOWN = 20;

    private static final String TABLES = """
            CREATE TABLE fault_accepted (
                task_id uuid PRIMARY KEY,
                delay   interval NOT NULL);
            CREATE TABLE fault_effect (
                task_id uuid    NOT NULL,
                attempt integer NOT NULL,
                value   bigint);
            CREATE TABLE fault_step (
                task_id uuid        NOT NULL,
                attempt integer     NOT NULL,
                name    varchar(20) NOT NULL);
            CREATE INDEX fault_step_task ON fault_step (task_id);
            CREATE TABLE fault_seen (
                task_id uuid        NOT NULL,
                attempt integer     NOT NULL,
                name    varchar(20) NOT NULL,
                value   bigint      NOT NULL,
                seen_at timestamptz NOT NULL DEFAULT clock_timestamp());
            CREATE INDEX fault_seen_task ON fault_seen (task_id);
            CREATE TABLE fault_signal (
                task_id uuid        NOT NULL,
                value   bigint      NOT NULL,
                outcome varchar(20) NOT NULL);
            CREATE INDEX fault_signal_task ON fault_signal (task_id);
            CREATE TABLE fault_workflow (
                id     uuid        PRIMARY KEY,
                shape  varchar(20) NOT NULL,
                value  bigint,
                nodes  integer     NOT NULL,
                done   integer     NOT NULL,
                failed integer     NOT NULL);
            CREATE TABLE fault_run (
                id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                task_id    uuid        NOT NULL,
                attempt    integer     NOT NULL,
                node       varchar(40),
                started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
                ended_at   timestamptz);
            CREATE INDEX fault_run_task ON fault_run (task_id)""";

    Invariants {
        violations = Map.copyOf(violations);
    }

    /** Creates the tables in which tasks and load record their evidence. */
    static void createTables(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(TABLES);
        }
    }

    /** Checks all invariants. */
    static Invariants check(Connection connection) throws SQLException {
        Map<Invariant, List<String>> violations = new EnumMap<>(Invariant.class);
        for (Invariant invariant : Invariant.values()) {
            List<String> found = find(connection, invariant);
            if (!found.isEmpty()) {
                violations.put(invariant, found);
            }
        }
        return new Invariants(violations);
    }

    private static List<String> find(Connection connection, Invariant invariant) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(invariant.sql())) {
            while (row.next()) {
                found.add(row.getString(1));
            }
        }
        return found;
    }

    /** The broken invariants. */
    Set<Invariant> broken() {
        return violations.keySet();
    }

    /** The number of violations of this invariant. */
    int count(Invariant invariant) {
        return violations.getOrDefault(invariant, List.of()).size();
    }

    /** A description of the violations, the first ones of each invariant; empty if there are none. */
    String describe() {
        return violations.entrySet().stream()
                .map(entry ->
                        entry.getKey() + " is violated " + entry.getValue().size() + " times:\n"
                                + entry.getValue().stream().limit(SHOWN).collect(joining("\n  ", "  ", "\n")))
                .collect(joining());
    }
}
