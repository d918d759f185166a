package org.caraway.it.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import org.caraway.it.harness.Build;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever strikes, nothing that was accepted is lost, and what is transactional happens once. The faults are drawn
 * from a seed that stands in the output; {@code -Dsoak.seed=N} draws the same again. {@code mvn -Psoak verify} strikes
 * for longer, with {@code -Dsoak.faults} and {@code -Dsoak.tasks}. The report is {@code target/soak-report.txt}.
 */
class FaultIT {

    private static final int FAULTS = Integer.getInteger("soak.faults", 10);
    private static final int TASKS = Integer.getInteger("soak.tasks", 3_000);

    @Test
    @Timeout(value = 4, unit = TimeUnit.HOURS)
    void noFaultLosesATaskOrRepeatsATransaction() throws Exception {
        long seed = Long.getLong("soak.seed", System.nanoTime());
        FaultPlan plan = FaultPlan.draw(seed, FAULTS, FaultRun.NODES);

        FaultReport report = new FaultRun("fault", plan, TASKS).run();

        System.out.println(report.text());
        Files.writeString(Build.target().resolve("soak-report.txt"), report.text());
        assertThat(report.invariants().describe())
                .as("violations with seed " + seed)
                .isEmpty();
        assertThat(report.figure("attempts LOST")).as("attempts that were lost").isPositive();
        assertThat(report.figure("workflows")).as("workflows").isPositive();
        assertThat(report.figure("tasks accepted")).isGreaterThanOrEqualTo(TASKS);
    }
}
