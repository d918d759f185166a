package org.caraway.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.caraway.benchmark.contender.Contender;
import org.caraway.benchmark.contender.Contenders;
import org.caraway.benchmark.database.Database;
import org.caraway.benchmark.database.DatabaseServer;
import org.caraway.benchmark.report.Metric;
import org.caraway.benchmark.report.Results;
import org.caraway.benchmark.scenario.Run;
import org.caraway.benchmark.scenario.Scenario;
import org.caraway.benchmark.scenario.Sizes;

/**
 * What is measured in which order: scenario by scenario, and within it the contenders take turns, so that whatever else
 * the machine does meets all of them. Immutable.
 *
 * @param warmups rounds that do not count
 * @param repetitions rounds that do
 * @param progress receives the progress of each run
 */
record Plan(
        List<Scenario> scenarios,
        List<Contender> contenders,
        Sizes sizes,
        int warmups,
        int repetitions,
        Consumer<String> progress) {

    /** Checks that there is something to do. */
    Plan {
        scenarios = List.copyOf(scenarios);
        contenders = List.copyOf(contenders);
        if (repetitions < 1) {
            throw new IllegalArgumentException("--repetitions is " + repetitions + "; give it at least 1");
        }
        if (warmups < 0) {
            throw new IllegalArgumentException("--warmups is " + warmups + "; give it 0 or more");
        }
    }

    /** Executes all runs; one that fails is noted, and the next begins. */
    Results execute(DatabaseServer server) {
        Results results = new Results(Contenders.reference().title());
        for (Scenario scenario : scenarios) {
            for (int round = -warmups; round < repetitions; round++) {
                for (Contender contender : contenders) {
                    if (scenario.suits(contender)) {
                        once(server, scenario, contender, round, results);
                    }
                }
            }
        }
        return results;
    }

    private void once(DatabaseServer server, Scenario scenario, Contender contender, int round, Results results) {
        String what =
                (round < 0 ? "warm-up" : "run " + (round + 1)) + ", " + scenario.title() + ", " + contender.title();
        try (Database database = server.fresh()) {
            contender.prepare(database.source());
            Map<Metric, Double> values = scenario.measure(new Run(contender, database, sizes));
            progress.accept(what + ": " + text(values));
            if (round >= 0) {
                values.forEach((metric, value) -> results.add(scenario.title(), metric, contender.title(), value));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted in " + what, interrupted);
        } catch (Exception failure) { // a contender's; the others are still worth measuring
            progress.accept(what + ": " + failure);
            if (round >= 0) {
                results.addFailure(scenario.title(), contender.title(), failure.toString());
            }
        }
    }

    private static String text(Map<Metric, Double> values) {
        return values.entrySet().stream()
                .map(entry -> String.format(
                        Locale.ROOT,
                        "%s %s %s",
                        entry.getKey().title(),
                        Metric.text(entry.getValue()),
                        entry.getKey().unit()))
                .collect(Collectors.joining(", "));
    }
}
