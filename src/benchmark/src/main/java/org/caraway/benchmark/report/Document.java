package org.caraway.benchmark.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Results as JSON: everything that was measured, and under what conditions. Immutable.
 *
 * @param reference the contender with which the others are compared
 * @param started when, as ISO 8601 in UTC
 * @param machine what it ran on
 * @param database which one, with its settings
 * @param options the options from the command line or their defaults
 * @param measures all rows of the table
 * @param failures runs that gave no values, and why
 */
public record Document(
        String reference,
        String started,
        Map<String, String> machine,
        Map<String, String> database,
        Map<String, String> options,
        List<Measure> measures,
        Map<String, List<String>> failures) {

    /** A row. */
    public record Measure(
            String scenario,
            String metric,
            String unit,
            String better,
            @Nullable Double goal,
            List<Reached> contenders) {}

    /**
     * What a contender reached.
     *
     * @param values each run's, in the order of the runs
     * @param referenceTimesBetter how many times better the reference is, by the medians; null for the reference
     *     itself, where it has no value, and where a value is 0
     */
    public record Reached(
            String contender,
            List<Double> values,
            double median,
            double best,
            @Nullable Double referenceTimesBetter) {}

    /** Puts results into this form. */
    public static List<Measure> measures(Results results) {
        return results.rows().stream().map(row -> measure(results, row)).toList();
    }

    private static Measure measure(Results results, Results.Row row) {
        Metric metric = row.metric();
        List<Reached> reached = results.contenders().stream()
                .map(contender -> reached(results, row, contender))
                .flatMap(Optional::stream)
                .toList();
        return new Measure(
                row.scenario(),
                metric.key(),
                metric.unit(),
                metric.better().name().toLowerCase(Locale.ROOT),
                metric.goal(),
                reached);
    }

    private static Optional<Reached> reached(Results results, Results.Row row, String contender) {
        return results.summary(row, contender)
                .map(summary -> new Reached(
                        contender,
                        results.values(row, contender),
                        summary.median(),
                        summary.best(),
                        results.timesBetter(row, contender).orElse(null)));
    }

    /** The text of the file. */
    public String json() {
        try {
            return JsonMapper.builder()
                    .serializationInclusion(JsonInclude.Include.NON_NULL)
                    .build()
                    .writerWithDefaultPrettyPrinter()
                    .writeValueAsString(this);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("The results could not be written as JSON", impossible);
        }
    }
}
