package org.caraway.benchmark.scenario;

import java.util.List;

/** All scenarios, in the order in which they are measured. Stateless. */
public final class Scenarios {

    private Scenarios() {}

    /** Those that take seconds and are measured unless others are asked for. */
    public static List<Scenario> usual() {
        return List.of(Drain.ofNoops(), Drain.ofWrites());
    }

    /** Those that take minutes, or need much room. */
    public static List<Scenario> large() {
        return List.of();
    }
}
