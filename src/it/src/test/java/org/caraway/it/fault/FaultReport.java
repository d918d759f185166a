package org.caraway.it.fault;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run with faults was, and what it left. Immutable.
 *
 * @param plan what struck
 * @param figures counts by what they count
 * @param invariants what does not hold
 * @param duration from the first server's start to the last task's end
 */
record FaultReport(FaultPlan plan, Map<String, Long> figures, Invariants invariants, Duration duration) {

    private static final String FIGURES = """
            SELECT 'tasks ' || state, COUNT(*) FROM caraway_task GROUP BY state
             UNION ALL
            SELECT 'tasks accepted', COUNT(*) FROM fault_accepted
             UNION ALL
            SELECT 'attempts begun', COUNT(*) FROM fault_run
             UNION ALL
            SELECT 'attempts without an end', COUNT(*) FROM fault_run WHERE ended_at IS NULL
             UNION ALL
            SELECT 'attempts ' || outcome, COUNT(*) FROM caraway_attempt GROUP BY outcome
             UNION ALL
            SELECT 'effects', COUNT(*) FROM fault_effect
             UNION ALL
            SELECT 'fires ' || outcome, COUNT(*) FROM caraway_schedule_fire GROUP BY outcome
             UNION ALL
            SELECT 'parts of tasks committed', COUNT(*) FROM fault_step
             UNION ALL
            SELECT 'signals ' || outcome, COUNT(*) FROM fault_signal GROUP BY outcome
             UNION ALL
            SELECT 'tasks that were parked', COUNT(*) FROM caraway_wait
             UNION ALL
            SELECT 'workflows', COUNT(*) FROM fault_workflow
             UNION ALL
            SELECT 'steps of workflows', SUM(nodes) FROM fault_workflow""";

    FaultReport {
        figures = Map.copyOf(figures);
    }

    /** Reads it from the database of a run. */
    static FaultReport of(FaultPlan plan, Connection connection, Duration duration) throws SQLException {
        Map<String, Long> figures = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(FIGURES)) {
            while (row.next()) {
                figures.put(row.getString(1), row.getLong(2));
            }
        }
        return new FaultReport(plan, figures, Invariants.check(connection), duration);
    }

    long figure(String name) {
        return figures.getOrDefault(name, 0L);
    }

    /** The report as people read it. */
    String text() {
        StringBuilder text = new StringBuilder("seed: " + plan.seed() + "\nduration: " + duration.toSeconds() + " s\n");
        text.append("clock of the last node: ").append(plan.clockShift()).append('\n');
        text.append("faults: ").append(plan.faults().size()).append('\n');
        line(
                text,
                plan.faults().stream().collect(groupingBy(fault -> fault.kind().name(), counting())));
        text.append("figures:\n");
        line(text, figures);
        text.append("violations:\n");
        for (Invariant invariant : Invariant.values()) {
            text.append(line(invariant.name(), invariants.count(invariant)));
        }
        return text.append(invariants.describe()).toString();
    }

    private static void line(StringBuilder text, Map<String, Long> counts) {
        new TreeMap<>(counts).forEach((name, count) -> text.append(line(name, count)));
    }

    private static String line(String name, long count) {
        return "  " + name + ": " + count + "\n";
    }
}
