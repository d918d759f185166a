package org.caraway.it.web.monitoring;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code /metrics} answers: values by name and labels, in the text format 0.0.4 of Prometheus. Immutable. The
 * label of the scope, which every series has, is left out.
 *
 * @param values such as {@code caraway_workers{}} and {@code caraway_queue_ready{queue=mail}}
 */
record Exposition(Map<String, Double> values) {

    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{.*})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]+)=\"([^\"]*)\"");

    static Exposition of(String text) {
        Map<String, Double> values = new TreeMap<>();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            Matcher sample = SAMPLE.matcher(line);
            if (!sample.matches()) {
                throw new IllegalArgumentException("no sample: " + line);
            }
            Map<String, String> labels = new TreeMap<>();
            if (sample.group(2) != null) {
                LABEL.matcher(sample.group(2)).results().forEach(label -> labels.put(label.group(1), label.group(2)));
            }
            labels.remove("mp_scope");
            String series = sample.group(1) + labels.toString().replace(", ", ",");
            if (values.put(series, Double.valueOf(sample.group(3).replace("+Inf", "Infinity"))) != null) {
                throw new IllegalArgumentException("there twice: " + line);
            }
        });
        return new Exposition(values);
    }

    double value(String series) {
        return values.getOrDefault(series, Double.NaN);
    }

    /** The names of all series. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        values.keySet().forEach(series -> names.add(series.substring(0, series.indexOf('{'))));
        return names;
    }
}
