package org.caraway.it.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import org.caraway.it.harness.Build;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * {@link FaultIT} for longer: {@code mvn -Psoak verify}, with {@code -Dsoak.faults}, {@code -Dsoak.tasks} and
 * {@code -Dsoak.seed}. Its report is {@code target/soak-report.txt}.
 */
class FaultSoak {

    @Test
    @Timeout(value = 4, unit = TimeUnit.HOURS)
    void manyFaultsLoseNoTaskAndRepeatNoTransaction() throws Exception {
        long seed = Long.getLong("soak.seed", System.nanoTime());
        FaultPlan plan = FaultPlan.draw(seed, Integer.getInteger("soak.faults"), FaultRun.NODES);

        FaultReport report = new FaultRun("soak", plan, Integer.getInteger("soak.tasks")).run();

        System.out.println(report.text());
        Files.writeString(Build.target().resolve("soak-report.txt"), report.text());
        assertThat(report.invariants().describe())
                .as("violations with seed " + seed)
                .isEmpty();
    }
}
