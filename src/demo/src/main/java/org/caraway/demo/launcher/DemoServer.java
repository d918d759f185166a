package org.caraway.demo.launcher;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The demo's Payara Micro, a separate process whose output goes to a file. Thread-safe. */
final class DemoServer {

    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final Duration SAME_SIGNAL = Duration.ofMillis(500);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    /** Longer than the default of {@code caraway.shutdown-grace} and the shutdown of the server. */
    private static final Duration STOP = Duration.ofSeconds(45);

    private final DemoFiles files;
    private final DemoSettings settings;
    private final ServerLog log;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(ANSWER).build();
    private final ReentrantLock lock = new ReentrantLock();
    private final CountDownLatch stopping = new CountDownLatch(1);

    @GuardedBy("lock")
    private @Nullable Process process;

    DemoServer(DemoFiles files, DemoSettings settings) {
        this.files = files;
        this.settings = settings;
        log = new ServerLog(files.log());
    }

    /** Starts the process, unless {@link #stop} was called before. */
    void start() {
        lock.lock();
        try {
            if (stopping.getCount() > 0) {
                Files.createDirectories(files.work());
                process = builder().start();
            }
        } catch (IOException e) {
            throw new DemoFailure("The server cannot be started: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the demo responds.
     *
     * @return false if it was stopped before
     */
    boolean awaitUp() throws InterruptedException {
        @Nullable Process server = current();
        long start = System.nanoTime();
        while (server != null && !server.waitFor(LOOK_EVERY.toMillis(), MILLISECONDS)) {
            boolean booted = log.hasStarted(); // read first: an application that is not deployed by then has failed
            boolean deployed = answers("/");
            if (deployed && answers("/health/ready")) {
                return true;
            }
            if (booted && !deployed && !stopped()) {
                throw failure("The server runs, but could not deploy the application.");
            }
            if (System.nanoTime() - start > START.toNanos()) {
                throw failure("It was not ready within " + START.toMinutes() + " minutes.");
            }
        }
        if (!stopped()) {
            throw failure("The server ended while it started.");
        }
        return false;
    }

    /** Waits until the process ends. */
    void awaitEnd() throws InterruptedException {
        @Nullable Process server = current();
        if (server != null) {
            server.waitFor();
        }
        if (!stopped()) {
            throw failure("The server stopped unexpectedly.");
        }
    }

    /**
     * Requests that the process end and waits for it; kills it after some time.
     *
     * @return whether there was one
     */
    boolean stop() {
        @Nullable Process running = shut();
        if (running == null || !running.isAlive()) {
            return false;
        }
        running.destroy();
        try {
            if (!running.waitFor(STOP.toMillis(), MILLISECONDS)) {
                running.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        return true;
    }

    private @Nullable Process shut() {
        lock.lock();
        try {
            stopping.countDown();
            return process;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Process current() {
        lock.lock();
        try {
            return process;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether {@link #stop} was called, or will be called in a moment: Ctrl-C reaches the server as well, which may
     * react first.
     */
    private boolean stopped() throws InterruptedException {
        return stopping.await(SAME_SIGNAL.toMillis(), MILLISECONDS);
    }

    private boolean answers(String path) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + settings.port() + path))
                .timeout(ANSWER)
                .build();
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException notYet) {
            return false;
        }
    }

    private DemoFailure failure(String what) {
        return new DemoFailure(what + " The last reasons in its log:\n\n  " + String.join("\n  ", log.lastReasons())
                + "\n\nThe whole log: " + log);
    }

    private ProcessBuilder builder() {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of("-jar", file("payara-micro.jar"), "--nohazelcast", "--disablephonehome"));
        command.addAll(List.of("--port", Integer.toString(settings.port())));
        command.addAll(List.of("--addlibs", file("postgresql.jar")));
        command.addAll(List.of(
                "--prebootcommandfile",
                absolute(files.commands().resolve(settings.database().commands()))));
        command.addAll(List.of("--deploy", absolute(files.war()), "--contextroot", "/"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(files.work().toFile())
                .redirectErrorStream(true)
                .redirectOutput(files.log().toFile());
        builder.environment().put("DEMO_OPERATOR_PASSWORD", settings.password());
        return builder;
    }

    private String file(String name) {
        return absolute(files.server().resolve(name));
    }

    private static String absolute(Path path) {
        return path.toAbsolutePath().normalize().toString();
    }
}
