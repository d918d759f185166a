package org.caraway.it.harness;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A Payara Micro in a process of its own, on loopback, with its log in {@code target/NAME/server.log}. It ends with
 * {@link #stop}, {@link #kill} or {@link #close}, and at the latest with this JVM. Confined to one thread.
 */
public final class PayaraProcess implements AutoCloseable {

    private static final Duration BOOT = Duration.ofMinutes(5);
    private static final Duration STOP = Duration.ofSeconds(90);

    private final Path log;
    private final URI base;
    private final Process process;
    private final Thread reaper;

    private PayaraProcess(Path log, URI base, Process process) {
        this.log = log;
        this.base = base;
        this.process = process;
        reaper = new Thread(process::destroyForcibly, "payara-reaper");
        Runtime.getRuntime().addShutdownHook(reaper);
    }

    /** Starts a server and waits until its application answers. */
    public static PayaraProcess start(ServerSettings settings) {
        try {
            int port = Ports.free();
            Path directory = Files.createDirectories(Build.target().resolve(settings.name()));
            Path log = Files.createTempFile(directory, "server-", ".log");
            Process process = builder(settings, port, directory, log).start();
            PayaraProcess server = new PayaraProcess(log, URI.create("http://127.0.0.1:" + port + "/"), process);
            server.awaitReady();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start the server " + settings.name(), e);
        }
    }

    /** Where the application answers, with a slash at the end. */
    public URI base() {
        return base;
    }

    /** Everything that the server has written so far. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + log, e);
        }
    }

    /** Asks the process to end, as an operator does, and waits for it. */
    public void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOP.toSeconds(), SECONDS)) {
            kill();
            throw new IllegalStateException("The server did not end within " + STOP + " of SIGTERM; its log is " + log);
        }
        forget();
    }

    /** Ends the process at once, like {@code kill -9}, and waits until it is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
        forget();
    }

    /** Takes the processor from it, like a long pause of the virtual machine or of its host, until {@link #resume}. */
    public void pause() throws InterruptedException {
        signal("STOP");
    }

    /** Resumes the process after {@link #pause}. */
    public void resume() throws InterruptedException {
        signal("CONT");
    }

    /** The id of its process. */
    public long pid() {
        return process.pid();
    }

    private void signal(String name) throws InterruptedException {
        try {
            int status = new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException("The server cannot be sent SIG" + name + "; its log is " + log);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run kill", e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        forget();
    }

    private void forget() {
        Runtime.getRuntime().removeShutdownHook(reaper);
    }

    private void awaitReady() {
        try {
            await("the server of " + log)
                    .atMost(BOOT)
                    .pollInterval(Duration.ofMillis(200))
                    .until(this::ready);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private boolean ready() {
        String text = log();
        if (!process.isAlive() || text.contains("Exception while loading the app")) {
            throw new IllegalStateException("The server did not come up:\n" + text);
        }
        return text.contains("ready in");
    }

    private static ProcessBuilder builder(ServerSettings settings, int port, Path directory, Path log) {
        List<String> command = new ArrayList<>(List.of(
                settings.java().resolve("bin/java").toString(),
                "-Xmx512m",
                // It lives for seconds: what the optimizing compiler, the verifier and early collections of classes
                // cost does not come back.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-BytecodeVerificationRemote",
                "-XX:MetaspaceSize=200m",
                "-XX:+UseSerialGC",
                "-Dh2.bindAddress=127.0.0.1"));
        command.addAll(settings.jvmOptions());
        command.addAll(List.of("-jar", Build.serverFile("payara-micro.jar").toString()));
        command.addAll(List.of("--nohazelcast", "--disablephonehome", "--port", Integer.toString(port)));
        command.addAll(List.of("--addlibs", Build.serverFile("postgresql.jar").toString()));
        command.addAll(List.of("--prebootcommandfile", settings.commands().toString()));
        command.addAll(List.of("--deploy", settings.war().toString(), "--contextroot", "/"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(settings.environment());
        return builder;
    }
}
