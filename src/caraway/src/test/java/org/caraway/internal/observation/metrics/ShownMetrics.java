package org.caraway.internal.observation.metrics;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A sink that shows what it was given. */
public final class ShownMetrics implements MetricSink {

    private final Map<String, DoubleSupplier> series = new ConcurrentHashMap<>();
    private final Map<String, String> helps = new ConcurrentHashMap<>();

    @Override
    public Count counter(Family family, Label... labels) {
        LongAdder sum = new LongAdder();
        gauge(family, sum::sum, labels);
        return sum::increment;
    }

    @Override
    public void gauge(Family family, DoubleSupplier value, Label... labels) {
        String text = Stream.of(labels)
                .map(label -> label.name() + "=" + label.value())
                .collect(Collectors.joining(","));
        helps.put(family.name(), family.help());
        if (series.put(family.name() + "{" + text + "}", value) != null) {
            throw new IllegalStateException(family.name() + "{" + text + "} is there twice");
        }
    }

    @Override
    public void close() {
        series.clear();
    }

    /** The value of a series, such as {@code caraway_workers{}}; NaN if there is none. */
    public double value(String name) {
        return series.getOrDefault(name, () -> Double.NaN).getAsDouble();
    }

    /** All series that are not zero, without those of this beginning. */
    Map<String, Double> nonZero(String without) {
        Map<String, Double> values = new TreeMap<>();
        series.forEach((name, value) -> {
            if (value.getAsDouble() != 0 && !name.startsWith(without)) {
                values.put(name, value.getAsDouble());
            }
        });
        return values;
    }

    /** How many series there are. */
    int size() {
        return series.size();
    }

    /** The names of all families. */
    public Set<String> names() {
        return new TreeSet<>(helps.keySet());
    }
}
