package org.caraway.it.harness;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A PostgreSQL on loopback that can crash and come back with what it had committed. Confined to one thread, but for
 * {@link #connect}.
 *
 * <p>{@link EmbeddedPostgres} unpacks the server, makes the data directory, starts it, and ends it at last; what it
 * lacks is a restart, which is done here with the {@code pg_ctl} that it unpacked.
 */
public final class RestartablePostgres implements AutoCloseable {

    /** Unlike what {@link EmbeddedPostgres} sets, a commit that was acknowledged survives an immediate shutdown. */
    private static final Map<String, String> SETTINGS = Map.of(
            "listen_addresses", "127.0.0.1",
            "synchronous_commit", "on",
            "max_connections", "300");

    private static final long PG_CTL_SECONDS = 60;

    private final EmbeddedPostgres server;
    private final Path data;
    private final Path log;
    private final Path control;

    private RestartablePostgres(EmbeddedPostgres server, Path data, Path log, Path control) {
        this.server = server;
        this.data = data;
        this.log = log;
        this.control = control;
    }

    /** Starts one whose files lie in {@code target/NAME}. */
    public static RestartablePostgres start(String name) {
        try {
            Path home = Files.createDirectories(Build.target().resolve(name));
            Path data = Files.createTempDirectory(home, "data-");
            EmbeddedPostgres.Builder builder =
                    EmbeddedPostgres.builder().setDataDirectory(data).setCleanDataDirectory(true);
            SETTINGS.forEach(builder::setServerConfig);
            EmbeddedPostgres server = builder.start();
            return new RestartablePostgres(server, data, home.resolve("postgres.log"), control(data));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start PostgreSQL", e);
        }
    }

    /** Beside the program whose path the server has left in its data directory. */
    private static Path control(Path data) throws IOException {
        String options = Files.readString(data.resolve("postmaster.opts"));
        return Path.of(options.substring(0, options.indexOf(' '))).resolveSibling("pg_ctl");
    }

    /** Where it listens, on 127.0.0.1. */
    public int port() {
        return server.getPort();
    }

    /** What a data source needs to reach it directly, without user and password. */
    public String url() {
        return url(port());
    }

    /** What a data source needs to reach it through another port of this machine. */
    public static String url(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /** A connection of the test's own. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), PostgresDatabase.USER, PostgresDatabase.PASSWORD);
    }

    /** Ends all of its processes at once, without a checkpoint: the next start has to recover. */
    public void crash() throws InterruptedException {
        run(List.of("-D", data.toString(), "-w", "-m", "immediate", "stop"));
    }

    /** Starts it again after {@link #crash}, and returns when it answers. */
    public void recover() throws InterruptedException {
        String options = SETTINGS.entrySet().stream()
                .map(setting -> "-c " + setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining(" ", "-p " + port() + " -F ", ""));
        run(List.of("-D", data.toString(), "-l", log.toString(), "-w", "-o", options, "start"));
    }

    /** PostgreSQL refuses to run as root; in a user namespace of its own, root is nobody. */
    private void run(List<String> arguments) throws InterruptedException {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(control.toString());
        command.addAll(arguments);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            if (!process.waitFor(PG_CTL_SECONDS, SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(String.join(" ", command) + " failed; see " + log);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run " + String.join(" ", command), e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot stop PostgreSQL", e);
        }
    }
}
