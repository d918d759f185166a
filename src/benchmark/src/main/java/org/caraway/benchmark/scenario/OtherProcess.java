package org.caraway.benchmark.scenario;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.caraway.benchmark.contender.Contender;
import org.caraway.benchmark.contender.Contenders;
import org.caraway.benchmark.contender.Purpose;
import org.caraway.benchmark.contender.Session;
import org.caraway.benchmark.database.Database;

/** A process that only enqueues: {@link #main} is what it runs. Stateless. */
public final class OtherProcess {

    private static final Logger ROOT = Logger.getLogger("");

    private OtherProcess() {}

    /**
     * Starts it and waits until it has enqueued all.
     *
     * @throws IllegalStateException if it fails, or does not end in time
     */
    static void enqueue(Run run, int tasks) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx512m",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        OtherProcess.class.getName(),
                        run.contender().name(),
                        run.database().url(),
                        String.valueOf(tasks),
                        String.valueOf(run.sizes().latencyPerSecond()))
                .inheritIO()
                .start();
        try {
            if (!process.waitFor(run.sizes().patience().toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        "The other process did not end within " + run.sizes().patience());
            }
            if (process.exitValue() != 0) {
                throw new IllegalStateException("The other process ended with " + process.exitValue());
            }
        } finally {
            process.destroyForcibly();
        }
    }

    /**
     * Enqueues tasks that note when they run.
     *
     * @param arguments contender, JDBC URL, tasks that are noted, tasks each second
     * @throws Exception if one is not enqueued
     */
    public static void main(String[] arguments) throws Exception {
        ROOT.setLevel(Level.WARNING);
        Map<String, Contender> byName =
                Contenders.all().stream().collect(java.util.stream.Collectors.toMap(Contender::name, each -> each));
        Contender contender = byName.get(arguments[0]);
        if (contender == null) {
            throw new IllegalArgumentException(
                    "There is no contender '" + arguments[0] + "'; use one of " + List.copyOf(byName.keySet()));
        }
        try (HikariDataSource pool = Database.pool(arguments[1]);
                Session session = contender.open(pool, Purpose.ENQUEUE, 1)) {
            Stamps.enqueue(session, Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
        }
    }
}
