package org.caraway.benchmark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Results as a table in Markdown, which a terminal shows as well: a row for each metric, a column for each contender
 * with median, best in brackets and how many times better the reference is, and whether the reference reaches its goal.
 * Stateless.
 */
public final class Table {

    private static final String NONE = "-";

    private Table() {}

    /** The table; empty results give one without rows. */
    public static String of(Results results) {
        List<String> contenders = results.contenders();
        List<List<String>> lines = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("Measure"));
        head.addAll(contenders);
        head.add("Goal");
        lines.add(head);
        results.rows().forEach(row -> lines.add(line(results, row, contenders)));
        return aligned(lines);
    }

    private static List<String> line(Results results, Results.Row row, List<String> contenders) {
        Metric metric = row.metric();
        List<String> line = new ArrayList<>();
        line.add(row.scenario() + ": " + metric.title() + (metric.unit().isEmpty() ? "" : ", " + metric.unit()));
        contenders.forEach(contender -> line.add(cell(results, row, contender)));
        line.add(goal(results, row));
        return line;
    }

    private static String cell(Results results, Results.Row row, String contender) {
        String times = results.timesBetter(row, contender)
                .map(ratio -> String.format(Locale.ROOT, " ×%.2f", ratio))
                .orElse("");
        return results.summary(row, contender)
                .map(summary -> Metric.text(summary.median()) + " (" + Metric.text(summary.best()) + ")" + times)
                .orElse(NONE);
    }

    private static String goal(Results results, Results.Row row) {
        Metric metric = row.metric();
        if (metric.goal() == null) {
            return "";
        }
        String goal = (metric.better() == Metric.Better.HIGHER ? "≥ " : "≤ ") + Metric.text(metric.goal());
        return results.summary(row, results.reference())
                .map(summary -> goal + (metric.reached(summary.median()) ? " yes" : " no"))
                .orElse(goal);
    }

    private static String aligned(List<List<String>> lines) {
        int columns = lines.get(0).size();
        int[] widths = IntStream.range(0, columns)
                .map(column -> lines.stream()
                        .mapToInt(line -> line.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        StringBuilder table = new StringBuilder();
        for (int number = 0; number < lines.size(); number++) {
            append(table, lines.get(number), widths);
            if (number == 0) {
                table.append(IntStream.range(0, columns)
                                .mapToObj(column -> "-".repeat(widths[column] + 1) + (column == 0 ? "-" : ":"))
                                .collect(Collectors.joining("|", "|", "|")))
                        .append('\n');
            }
        }
        return table.toString();
    }

    private static void append(StringBuilder table, List<String> line, int[] widths) {
        for (int column = 0; column < widths.length; column++) {
            String padding = " ".repeat(widths[column] - line.get(column).length());
            table.append("| ")
                    .append(column == 0 ? line.get(column) + padding : padding + line.get(column))
                    .append(' ');
        }
        table.append("|\n");
    }
}
