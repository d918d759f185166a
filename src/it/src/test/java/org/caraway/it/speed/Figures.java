package org.caraway.it.speed;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Rates by what was measured, run by run. Confined to one thread. */
final class Figures {

    private final Map<String, List<Double>> rates = new LinkedHashMap<>();

    /** Adds a run of this many in these seconds. */
    void add(String measure, long count, double seconds) {
        rates.computeIfAbsent(measure, name -> new ArrayList<>()).add(count / seconds);
    }

    /** As Markdown: the median of the runs, and the best. */
    String table() {
        StringBuilder table = new StringBuilder("| Inside Payara Micro | median | best |\n|---|---|---|\n");
        rates.forEach((measure, runs) -> {
            List<Double> sorted = runs.stream().sorted().toList();
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %,.0f/s | %,.0f/s |%n",
                    measure,
                    sorted.get(sorted.size() / 2),
                    sorted.get(sorted.size() - 1)));
        });
        return table.toString();
    }
}
