package org.caraway.it.fault.redeploy;

import static org.awaitility.Awaitility.await;

import com.sun.management.HotSpotDiagnosticMXBean;
import fish.payara.micro.BootstrapException;
import fish.payara.micro.PayaraMicro;
import fish.payara.micro.PayaraMicroRuntime;
import fish.payara.micro.boot.AdminCommandRunner;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.awaitility.core.ConditionTimeoutException;
import org.caraway.it.harness.Ports;

/**
 * Deploys and undeploys an application of {@link RedeployTasks} again and again in this JVM and prints what is left of
 * it. Arguments: the WAR, the asadmin file, the number of rounds. Stateless.
 */
public final class RedeployMain {

    static final String MARK = "redeploy: ";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** On Java 17 a pool's thread keeps what was on the stack when it was made: the application. Let them end soon. */
    private static final String SHORT_KEEP_ALIVE =
            "resources.managed-executor-service.concurrent/__defaultManagedExecutorService.keep-alive-seconds=1";

    private static final long EACH_START = RedeployTasks.EACH_START;
    private static final String WAIT = RedeployWait.PATH;

    private RedeployMain() {}

    /** Exits with {@code System.exit}, because the server leaves threads running. */
    public static void main(String[] arguments) {
        int status = 1;
        try {
            run(new File(arguments[0]), Path.of(arguments[1]), Integer.parseInt(arguments[2]));
            status = 0;
        } catch (BootstrapException | RuntimeException e) {
            print("ended with " + e);
        }
        System.exit(status);
    }

    /**
     * The loader of the first application is not looked at: the server's own timers, which it makes when a data source
     * is used for the first time, inherit and keep it, whatever the application does. So does its transaction manager,
     * by the entry for Weld's bean manager, which equals that of the next deployment and is not replaced.
     */
    private static void run(File war, Path commands, int rounds) throws BootstrapException {
        int port = Ports.free();
        PayaraMicroRuntime server = boot(commands, port);
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            server.deploy("redeploy", "redeploy", war);
            loaders.add(new WeakReference<>(applicationLoader()));
            if (round > 1) { // the server's first request takes so long that the tasks would be done
                print("wait " + statusOfWait(port));
            }
            awaitSuccesses(round == rounds ? rounds * EACH_START : (round - 1) * EACH_START + 5);
            server.undeploy("redeploy");
            print("threads " + threadsLeft());
            print("unfinished " + (round * EACH_START - successes()));
        }
        long left = survivors(loaders.subList(1, rounds));
        if (left > 0) {
            dumpHeap();
        }
        print("loaders " + left);
    }

    /** Writes a heap dump of the live objects to the directory of the log, to find the leak. */
    private static void dumpHeap() {
        try {
            Path file = Files.createTempDirectory(Path.of("target/redeploy"), "heap-")
                    .resolve("live.hprof");
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(file.toString(), true);
            print("heap in " + file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PayaraMicroRuntime boot(Path commands, int port) throws BootstrapException {
        return PayaraMicro.getInstance()
                .setHttpPort(port)
                .setNoHazelcast(true)
                .setPreBootHandler(runner -> run(runner, commands))
                .bootStrap();
    }

    private static void run(AdminCommandRunner runner, Path commands) {
        runner.run("set", SHORT_KEEP_ALIVE);
        try {
            Files.readAllLines(commands).stream()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> Arrays.asList(line.split(" +", -1)))
                    .forEach(words -> runner.run(
                            words.get(0), words.subList(1, words.size()).toArray(String[]::new)));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + commands, e);
        }
    }

    /** The worker's threads carry the class loader of the deployed application. */
    private static ClassLoader applicationLoader() {
        return await("a thread of the worker")
                .atMost(PATIENCE)
                .until(RedeployMain::carawayThreads, threads -> !threads.isEmpty())
                .get(0)
                .getContextClassLoader();
    }

    private static List<Thread> carawayThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("caraway"))
                .toList();
    }

    /** How many are there for longer than a thread takes to end on a busy machine. */
    private static int threadsLeft() {
        try {
            await("the end of the worker's threads").atMost(PATIENCE).until(() -> carawayThreads()
                    .isEmpty());
        } catch (ConditionTimeoutException e) {
            print(String.valueOf(e.getMessage()));
        }
        return carawayThreads().size();
    }

    private static int statusOfWait(int port) {
        try {
            URI uri = URI.create("http://127.0.0.1:" + port + "/redeploy" + WAIT);
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setReadTimeout((int) PATIENCE.toMillis());
            return connection.getResponseCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitSuccesses(long count) {
        await(count + " finished tasks").atMost(PATIENCE).until(() -> successes() >= count);
    }

    private static long successes() {
        try (Connection connection = DriverManager.getConnection(
                        System.getenv("DEMO_DB_URL"),
                        System.getenv("DEMO_DB_USER"),
                        System.getenv("DEMO_DB_PASSWORD"));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM caraway_task WHERE state = 'SUCCESS'")) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot count the finished tasks", e);
        }
    }

    /** How many of the loaders survive repeated collections. */
    private static long survivors(List<WeakReference<ClassLoader>> loaders) {
        try {
            await("unreachable class loaders").atMost(PATIENCE).until(() -> {
                System.gc();
                return reachable(loaders) == 0;
            });
        } catch (ConditionTimeoutException e) {
            print(String.valueOf(e.getMessage()));
        }
        return reachable(loaders);
    }

    private static long reachable(List<WeakReference<ClassLoader>> loaders) {
        return loaders.stream().filter(loader -> loader.get() != null).count();
    }

    private static void print(String text) {
        System.out.println(MARK + text);
    }
}
