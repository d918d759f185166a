package org.caraway.benchmark.scenario;

import java.util.List;

/** All scenarios, in the order in which they are measured. Stateless. */
public final class Scenarios {

    private Scenarios() {}

    /** The default scenarios, which take seconds. */
    public static List<Scenario> usual() {
        return List.of(
                Drain.ofNoops(),
                Drain.ofWrites(),
                Enqueue.single(),
                Enqueue.threads(),
                Enqueue.bulk(),
                Latency.here(),
                Latency.fromAnotherProcess());
    }

    /** Those that take minutes, or need much room. */
    public static List<Scenario> large() {
        return List.of(new Backlog(), new FinishedRows(), new OldSnapshot(), new TwoWorkers(), new Heap());
    }
}
