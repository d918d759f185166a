package org.caraway.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.caraway.it.harness.Build;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever strikes, nothing that was accepted is lost, and what is transactional happens once. The faults are drawn
 * from a seed that stands in the output; {@code -Dsoak.seed=N} draws the same again. {@code mvn -Psoak verify} strikes
 * for longer, with {@code -Dsoak.faults} and {@code -Dsoak.tasks}, and {@code -Dsoak.schedules} in a run of their own.
 * The report is {@code target/soak-report.txt}.
 */
class FaultIT {

    private static final int FAULTS = Integer.getInteger("soak.faults", 10);
    private static final Duration CALM = Duration.ofSeconds(30);
    private static final int SCHEDULES = 20;
    private static final int SCHEDULES_ALONE = Integer.getInteger("soak.schedules", 0);
    private static final int TASKS = Integer.getInteger("soak.tasks", 3_000);

    @Test
    @Timeout(value = 4, unit = TimeUnit.HOURS)
    void noFaultLosesATaskOrRepeatsATransaction() throws Exception {
        long seed = Long.getLong("soak.seed", System.nanoTime());
        FaultPlan plan = FaultPlan.draw(seed, FAULTS, FaultRun.NODES);

        FaultReport report = new FaultRun("fault", plan, TASKS, SCHEDULES).run();

        check(report, "soak-report.txt");
        assertThat(report.figure("attempts LOST")).as("attempts that were lost").isPositive();
        assertThat(report.figure("fires FIRED")).as("fires").isPositive();
        assertThat(report.figure("workflows")).as("workflows").isPositive();
        assertThat(report.figure("parts of tasks committed"))
                .as("steps and rows of iterations")
                .isPositive();
        assertThat(report.figure("signals ACCEPTED")).as("signals").isPositive();
        assertThat(report.figure("tasks that were parked")).as("parked tasks").isPositive();
        assertThat(report.figure("tasks accepted")).isGreaterThanOrEqualTo(TASKS);
    }

    /** With {@code -Dsoak.schedules=200}: for two minutes one server is killed, one paused, the database restarted. */
    @Test
    void manySchedulesFireEachSecondOnce() throws Exception {
        assumeTrue(SCHEDULES_ALONE > 0, "runs with -Dsoak.schedules=200");
        FaultPlan plan = new FaultPlan(
                0,
                Duration.ofHours(1),
                List.of(
                        new Fault(Fault.Kind.KILL, 0, Duration.ofSeconds(2), CALM),
                        new Fault(Fault.Kind.PAUSE, 1, Duration.ofSeconds(10), CALM),
                        new Fault(Fault.Kind.DATABASE_CRASH, 2, Duration.ofSeconds(3), CALM)));

        FaultReport report = new FaultRun("schedules", plan, 0, SCHEDULES_ALONE).run();

        check(report, "schedules-report.txt");
        assertThat(report.figure("fires FIRED")).isGreaterThanOrEqualTo(120L * SCHEDULES_ALONE);
    }

    private static void check(FaultReport report, String file) throws IOException {
        System.out.println(report.text());
        Files.writeString(Build.target().resolve(file), report.text());
        assertThat(report.invariants().describe())
                .as("violations with seed " + report.plan().seed())
                .isEmpty();
    }
}
