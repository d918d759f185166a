package org.caraway.demo.launcher;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code mvn -Pdemo} runs inside Maven: starts {@link DemoLauncher} and waits for it.
 *
 * <p>The launcher reads its standard input, of which this process holds the other end. However this process ends, by
 * Ctrl-C, by SIGTERM or by {@code kill -9}, the operating system closes that end, and the launcher stops the server.
 * Where this process has the time, it waits until that has happened, so that the terminal's prompt comes back after the
 * last line.
 */
public final class DemoCommand {

    /** Longer than {@link DemoServer} takes to stop. */
    private static final Duration STOP = Duration.ofSeconds(60);

    private DemoCommand() {}

    /** Runs the demo from these files ({@code DemoFiles}) until it ends, and this process with it. */
    public static void main(String... arguments) throws Exception {
        Process launcher = start(DemoFiles.of(arguments));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(launcher), "demo-stop"));
        int status = launcher.waitFor();
        // Not a return: Maven would continue and write below the output of the launcher.
        // It waits here while the process is ending anyway.
        System.exit(status);
    }

    private static Process start(DemoFiles files) throws IOException, URISyntaxException {
        Path classes = Path.of(DemoCommand.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classes.toString(),
                DemoLauncher.class.getName()));
        command.addAll(files.arguments());
        return new ProcessBuilder(command)
                .redirectOutput(Redirect.INHERIT)
                .redirectError(Redirect.INHERIT)
                .start();
    }

    private static void stop(Process launcher) {
        try {
            launcher.getOutputStream().close();
            launcher.waitFor(STOP.toSeconds(), SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot stop the launcher of the demo", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
