package org.caraway.benchmark.scenario;

import java.util.Map;
import org.caraway.benchmark.contender.Contender;
import org.caraway.benchmark.report.Metric;

/** Something that is measured in the same way of every contender. Stateless. */
public interface Scenario {

    /** How it is called on the command line. */
    String name();

    /** How it is called in tables. */
    String title();

    /** Whether this contender can do it. */
    default boolean suits(Contender contender) {
        return true;
    }

    /**
     * Measures once.
     *
     * @throws Exception if nothing could be measured
     */
    Map<Metric, Double> measure(Run run) throws Exception;
}
