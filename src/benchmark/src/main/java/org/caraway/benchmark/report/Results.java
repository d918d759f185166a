package org.caraway.benchmark.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All values that were measured, in the order in which scenarios, metrics and contenders came first. Confined to one
 * thread.
 */
public final class Results {

    /**
     * A row: one metric of one scenario.
     *
     * @param scenario its title
     */
    public record Row(String scenario, Metric metric) {}

    private final String reference;
    private final Map<Row, Map<String, List<Double>>> values = new LinkedHashMap<>();
    private final LinkedHashSet<String> contenders = new LinkedHashSet<>();
    private final Map<String, List<String>> failures = new LinkedHashMap<>();

    /**
     * No results yet.
     *
     * @param reference the contender with which the others are compared, and to which the goals of the metrics apply
     */
    public Results(String reference) {
        this.reference = reference;
    }

    /** The contender with which the others are compared; it may have no values. */
    public String reference() {
        return reference;
    }

    /**
     * How many times better the reference is than this contender, by the medians; empty for the reference itself, where
     * one of them has no value, and where a value is 0.
     */
    public Optional<Double> timesBetter(Row row, String contender) {
        return contender.equals(reference)
                ? Optional.empty()
                : summary(row, contender)
                        .flatMap(mine -> summary(row, reference)
                                .map(other ->
                                        mine.timesBetter(other, row.metric().better())))
                        .filter(ratio -> Double.isFinite(ratio) && ratio > 0);
    }

    /** Adds the value of one run. */
    public void add(String scenario, Metric metric, String contender, double value) {
        contenders.add(contender);
        values.computeIfAbsent(new Row(scenario, metric), unused -> new LinkedHashMap<>())
                .computeIfAbsent(contender, unused -> new ArrayList<>())
                .add(value);
    }

    /** Adds a run that gave no values, and why. */
    public void addFailure(String scenario, String contender, String why) {
        contenders.add(contender);
        failures.computeIfAbsent(scenario + ", " + contender, unused -> new ArrayList<>())
                .add(why);
    }

    /** Contenders with results. */
    public List<String> contenders() {
        return List.copyOf(contenders);
    }

    /** All rows. */
    public List<Row> rows() {
        return List.copyOf(values.keySet());
    }

    /** What one contender reached; empty if it lacks the scenario. */
    public Optional<Summary> summary(Row row, String contender) {
        List<Double> found = values(row, contender);
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(Summary.of(found, row.metric().better()));
    }

    /** Each run's value, in the order of the runs; empty if the contender lacks the scenario. */
    public List<Double> values(Row row, String contender) {
        return List.copyOf(values.getOrDefault(row, Map.of()).getOrDefault(contender, List.of()));
    }

    /** What went wrong, by scenario and contender. */
    public Map<String, List<String>> failures() {
        return Map.copyOf(failures);
    }
}
