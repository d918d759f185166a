package org.caraway.demo.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Runs the server of the demo: starts it, waits until it responds, prints the URLs, and stops it when this process is
 * terminated or {@link DemoCommand}, which started it, has ended.
 */
final class DemoLauncher {

    private static final int FAILED = 1;

    private DemoLauncher() {}

    /**
     * Runs the demo from these files ({@code DemoFiles}) until it is stopped; standard input is read to its end, which
     * stops it.
     */
    public static void main(String... arguments) throws InterruptedException {
        try {
            run(DemoFiles.of(arguments), DemoSettings.of(System.getenv()), System.out);
        } catch (DemoFailure failure) {
            System.err.println(failure.text());
            System.exit(FAILED);
        }
    }

    private static void run(DemoFiles files, DemoSettings settings, PrintStream out) throws InterruptedException {
        requireFree(settings.port());
        DemoServer server = new DemoServer(files, settings);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, out), "demo-stop"));
        endWith(System.in);
        out.println("\n  Starting the demo; its server writes to " + files.log());
        try {
            server.start();
            if (server.awaitUp()) {
                out.println(Welcome.text(files, settings));
                server.awaitEnd();
            }
        } catch (DemoFailure failure) {
            server.stop(); // before the failure is shown, so that nothing is shown below
            throw failure;
        }
    }

    private static void requireFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException taken) {
            int other = port == 8081 ? 8082 : 8081;
            throw new DemoFailure(
                    "Port " + port + " of this machine cannot be listened on (" + taken.getMessage()
                            + ").\nChoose another:  DEMO_PORT=" + other + " mvn -Pdemo",
                    taken);
        }
    }

    private static void stop(DemoServer server, PrintStream out) {
        if (server.stop()) {
            out.println("\n  The demo has stopped.");
        }
    }

    /** Ends this process once the other end of this stream is closed. */
    private static void endWith(InputStream stream) {
        Thread reader = new Thread(
                () -> {
                    readToEnd(stream);
                    System.exit(0);
                },
                "demo-command-watch");
        reader.setDaemon(true); // does not keep alive a process that has failed
        reader.start();
    }

    private static void readToEnd(InputStream stream) {
        try {
            stream.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // Treat this like the end of the stream: the other process has exited.
        }
    }
}
