package org.caraway.benchmark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Results as a table in Markdown, which a terminal shows as well: a row for each metric, a column for each contender with median,
 * best in brackets, and how many times better the first contender is. Stateless.
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
        for (String contender : contenders) {
            line.add(results.summary(row, contender)
                    .map(summary -> cell(results, row, contenders.get(0), contender, summary))
                    .orElse(NONE));
        }
        line.add(goal(results, row, contenders));
        return line;
    }

    private static String cell(Results results, Results.Row row, String first, String contender, Summary summary) {
        String text = Metric.text(summary.median()) + " (" + Metric.text(summary.best()) + ")";
        if (contender.equals(first)) {
            return text;
        }
        return results.summary(row, first)
                .map(reference -> text + " " + times(summary.timesBetter(reference, row.metric().better())))
                .orElse(text);
    }

    /** Such as {@code ×3.2}; nothing where a value is 0. */
    private static String times(double ratio) {
        return Double.isFinite(ratio) && ratio > 0 ? String.format(Locale.ROOT, "×%.2f", ratio) : "";
    }

    private static String goal(Results results, Results.Row row, List<String> contenders) {
        Double goal = row.metric().goal();
        if (goal == null || contenders.isEmpty()) {
            return "";
        }
        String sign = row.metric().better() == Metric.Better.HIGHER ? "≥ " : "≤ ";
        return results.summary(row, contenders.get(0))
                .map(summary -> sign + Metric.text(goal) + (row.metric().reached(summary.median()) ? " yes" : " no"))
                .orElse(sign + Metric.text(goal));
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
