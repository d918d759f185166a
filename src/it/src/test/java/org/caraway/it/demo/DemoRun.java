package org.caraway.it.demo;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.caraway.it.harness.Build;
import org.caraway.it.harness.Jdks;

/**
 * What {@code mvn -Pdemo} runs once it has built the demo, in a process that stands for Maven's. With {@link #close}
 * nothing of it is left. Confined to one thread.
 */
final class DemoRun implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration STOP = Duration.ofSeconds(90);
    private static final String LAST_LINE = "Stop      Ctrl-C";

    private final Path output;
    private final Process command;
    private List<ProcessHandle> children = List.of();

    private DemoRun(Path output, Process command) {
        this.output = output;
        this.command = command;
    }

    /** Starts it with this environment; of the variables of the demo, it has no others. */
    static DemoRun start(Map<String, String> environment) throws IOException {
        Path parent = Files.createDirectories(Build.target().resolve("demo-run"));
        Path work = Files.createTempDirectory(parent, "work-");
        Path output = work.resolve("terminal.txt");
        ProcessBuilder builder = new ProcessBuilder(
                        Jdks.own().resolve("bin/java").toString(),
                        "-cp",
                        Build.root().resolve("src/demo/target/classes").toString(),
                        "org.caraway.demo.launcher.DemoCommand",
                        Build.target().resolve("server").toString(),
                        Build.serverFile("caraway-demo.war").toString(),
                        Build.root().resolve("server-config/payara").toString(),
                        work.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("DEMO_"));
        builder.environment().putAll(environment);
        return new DemoRun(output, builder.start());
    }

    /** Waits for the welcome message. */
    DemoRun awaitUp() {
        try {
            await("the demo of " + output)
                    .atMost(START)
                    .pollInterval(Duration.ofMillis(200))
                    .failFast("it ended", () -> !command.isAlive())
                    .until(() -> text().contains(LAST_LINE));
        } catch (RuntimeException e) {
            close();
            throw new IllegalStateException("The demo did not come up:\n" + text(), e);
        }
        children = command.descendants().toList();
        return this;
    }

    /** Waits until the process that stands for Maven has ended, and returns its status. */
    int awaitEnd() throws InterruptedException {
        if (!command.waitFor(STOP.toSeconds(), SECONDS)) {
            throw new IllegalStateException("The demo did not end:\n" + text());
        }
        return command.exitValue();
    }

    /** Asks the process that stands for Maven to end, by SIGTERM. */
    void terminate() {
        command.destroy();
    }

    /** Ends the process that stands for Maven, and no other, by SIGKILL. */
    void kill() {
        command.destroyForcibly();
    }

    /** The processes below it once it was up, of which one is the server. */
    List<ProcessHandle> children() {
        return children;
    }

    /** All that the terminal shows. */
    String text() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + output, e);
        }
    }

    /** What the terminal shows behind this word, on its line. */
    String lineOf(String word) {
        Matcher line =
                Pattern.compile("^ +" + word + " +(.+)$", Pattern.MULTILINE).matcher(text());
        if (!line.find()) {
            throw new AssertionError("There is no line '" + word + "' in:\n" + text());
        }
        return line.group(1);
    }

    @Override
    public void close() {
        children.forEach(ProcessHandle::destroyForcibly);
        command.descendants().forEach(ProcessHandle::destroyForcibly);
        command.destroyForcibly();
    }
}
