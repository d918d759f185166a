package org.caraway.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.caraway.benchmark.contender.Caraway;
import org.caraway.benchmark.contender.Job;
import org.caraway.benchmark.contender.Purpose;
import org.caraway.benchmark.contender.Session;
import org.caraway.benchmark.database.Database;
import org.caraway.benchmark.database.DatabaseServer;

/**
 * Prints what many schedules of one minute cost one node: CPU of its process beside that of the same process without
 * schedules, and how late their fires are stored. The schedules are spread over the minute. Each fire enqueues a task
 * that does nothing, which the same process runs.
 */
public final class ScheduleCost {

    private static final int SLOTS = 4;
    private static final Duration SETTLE = Duration.ofSeconds(75);

    private static final String SCHEDULES = """
            INSERT INTO caraway_schedule (name, task, arguments, kind, expression)
            SELECT 'schedule ' || number, 'CarawayTasks.noop', '["x"]', 'EVERY',
                   'PT1M+PT' || round(number * 60.0 / %1$d, 3) || 'S'
              FROM generate_series(0, %1$d - 1) AS number""";

    private static final String LATE_MILLIS = """
            SELECT CAST(percentile_cont(%s) WITHIN GROUP (
                            ORDER BY EXTRACT(EPOCH FROM recorded_at - fire_at) * 1000) AS bigint)
              FROM caraway_schedule_fire
             WHERE outcome = 'FIRED'
               AND recorded_at > now() - INTERVAL '%d seconds'""";

    private static final String FIRES = """
            SELECT COUNT(*)
              FROM caraway_schedule_fire
             WHERE outcome = 'FIRED'
               AND recorded_at > now() - INTERVAL '%d seconds'""";

    private ScheduleCost() {}

    /**
     * Runs it.
     *
     * @param arguments schedules (default 10,000) and seconds of each measurement (default 120)
     */
    public static void main(String[] arguments) throws Exception {
        Quiet.logs();
        int schedules = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 120;
        try (DatabaseServer server = DatabaseServer.start("postgresql", "on");
                Database database = server.fresh()) {
            Caraway caraway = new Caraway();
            caraway.prepare(database.source());
            try (Session session = caraway.open(database.source(), Purpose.LATENCY, SLOTS)) {
                session.enqueue(Job.NOOP, "x"); // warms up
                pause(SETTLE);
                double idle = coreShare(Duration.ofSeconds(seconds));
                database.execute(SCHEDULES.formatted(schedules));
                pause(SETTLE);
                double busy = coreShare(Duration.ofSeconds(seconds));
                long fires = database.number(FIRES.formatted(seconds));
                if (fires == 0) {
                    throw new IllegalStateException("No schedule has fired: the worker of this process does not run");
                }
                System.out.printf(
                        Locale.ROOT,
                        "%,d schedules: %,d fires in %d s; %.1f %% of a core without them, %.1f %% with them; stored %,d ms"
                                + " (median), %,d ms (99 of 100) after their instant%n",
                        schedules,
                        fires,
                        seconds,
                        idle * 100,
                        busy * 100,
                        database.number(LATE_MILLIS.formatted("0.5", seconds)),
                        database.number(LATE_MILLIS.formatted("0.99", seconds)));
            }
        }
    }

    private static void pause(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        for (long left = duration.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** How much of one core this process takes meanwhile. */
    private static double coreShare(Duration span) {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = system.getProcessCpuTime();
        long start = System.nanoTime();
        pause(span);
        return (double) (system.getProcessCpuTime() - cpu) / (System.nanoTime() - start);
    }
}
