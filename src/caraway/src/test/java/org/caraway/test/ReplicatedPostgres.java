package org.caraway.test;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.caraway.internal.store.Schema;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL with a streaming standby, both on loopback, from the binaries that {@link EmbeddedPostgres} unpacks.
 * Confined to one thread, but for the data source.
 */
public final class ReplicatedPostgres implements AutoCloseable {

    private static final String NAME = "standby";
    private static final long PG_CTL_SECONDS = 60;

    private final EmbeddedPostgres primary;
    private final Path home;
    private final Path control;
    private final int standbyPort;

    private ReplicatedPostgres(EmbeddedPostgres primary, Path home, Path control, int standbyPort) {
        this.primary = primary;
        this.home = home;
        this.control = control;
        this.standbyPort = standbyPort;
    }

    /** Starts both with Caraway's tables; the standby's files and those of the primary lie in this folder. */
    public static ReplicatedPostgres start(Path home) throws IOException, SQLException {
        Path data = Files.createDirectory(
                home.resolve("primary"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        EmbeddedPostgres primary = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("wal_level", "replica")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("hot_standby", "on")
                .start();
        String options = Files.readString(data.resolve("postmaster.opts"));
        Path control = Path.of(options.substring(0, options.indexOf(' '))).resolveSibling("pg_ctl");
        ReplicatedPostgres both = new ReplicatedPostgres(primary, home, control, freePort());
        new Schema(primary.getPostgresDatabase()).migrate();
        both.startStandby(data);
        return both;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The backup of chapter "Making a Base Backup Using the Low Level API" of PostgreSQL's manual. */
    private void startStandby(Path data) throws IOException, SQLException {
        Path standby = home.resolve(NAME);
        try (Connection session = primary.getPostgresDatabase().getConnection();
                Statement statement = session.createStatement()) {
            statement.execute("SELECT pg_backup_start('" + NAME + "', true)");
            copy(data, standby);
            try (ResultSet row = statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
                row.next();
                Files.writeString(standby.resolve("backup_label"), row.getString(1));
            }
        }
        Files.createFile(standby.resolve("standby.signal"));
        Files.writeString(
                standby.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=127.0.0.1 port=" + primary.getPort() + " user=postgres application_name="
                        + NAME + "'\n");
        control(
                "-D",
                standby.toString(),
                "-l",
                home.resolve("standby.log").toString(),
                "-w",
                "-o",
                "-p " + standbyPort
                        + " -F -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections="
                        + text("SHOW max_connections"), // no fewer than the primary has
                "start");
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Path copy = to.resolve(from.relativize(folder));
                Files.createDirectory(
                        copy, PosixFilePermissions.asFileAttribute(Files.getPosixFilePermissions(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!file.getFileName().toString().startsWith("postmaster.")) {
                    Files.copy(file, to.resolve(from.relativize(file)));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE; // the server has deleted it meanwhile
                }
                throw failure;
            }
        });
    }

    /** Lets each commit wait until the standby has it on disk; returns when the standby takes part in that. */
    public void replicateSynchronously() throws SQLException {
        execute("ALTER SYSTEM SET synchronous_standby_names = '" + NAME + "'");
        execute("SELECT pg_reload_conf()");
        while (!"sync".equals(text("SELECT COALESCE(MAX(sync_state), '') FROM pg_stat_replication"))) {
            Thread.onSpinWait();
        }
    }

    /** The standby receives nothing more from now on; what it has received it keeps. */
    public void cutReplication() throws SQLException {
        String end = text("SELECT pg_current_wal_lsn()");
        while (!"t"
                .equals(text("SELECT COALESCE(bool_and(replay_lsn >= '" + end + "'), false)"
                        + " FROM pg_stat_replication"))) {
            Thread.onSpinWait();
        }
        try (Connection session = of(standbyPort, "any").getConnection();
                Statement statement = session.createStatement()) {
            statement.execute("ALTER SYSTEM SET primary_conninfo = ''");
            statement.execute("SELECT pg_reload_conf()");
        }
        while (!"0".equals(text("SELECT COUNT(*) FROM pg_stat_replication"))) {
            Thread.onSpinWait();
        }
    }

    /** Ends all processes of the primary at once, and makes the standby the primary. */
    public void failOver() throws IOException {
        control("-D", home.resolve("primary").toString(), "-w", "-m", "immediate", "stop");
        control("-D", home.resolve(NAME).toString(), "-w", "promote");
    }

    /** Opens connections to whichever of the two is the primary, as a multi-host URL does. */
    public DataSource dataSource() {
        PGSimpleDataSource source = of(primary.getPort(), "primary");
        source.setServerNames(new String[] {"127.0.0.1", "127.0.0.1"});
        source.setPortNumbers(new int[] {primary.getPort(), standbyPort});
        return source;
    }

    private static PGSimpleDataSource of(int port, String target) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName("postgres");
        source.setUser("postgres");
        source.setTargetServerType(target);
        source.setConnectTimeout(5);
        source.setSocketTimeout(15);
        return source;
    }

    /** The first column of the first row, from the primary. */
    public String text(String sql) throws SQLException {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** PostgreSQL refuses to run as root; in a user namespace of its own, root is nobody. */
    private void control(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(control.toString());
        command.addAll(List.of(arguments));
        Path log = home.resolve("pg_ctl.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        try {
            if (!process.waitFor(PG_CTL_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException(String.join(" ", command) + " failed:\n" + Files.readString(log)
                        + (Files.exists(home.resolve("standby.log"))
                                ? Files.readString(home.resolve("standby.log"))
                                : ""));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }

    /** Stops both. */
    @Override
    public void close() throws IOException {
        try {
            control("-D", home.resolve(NAME).toString(), "-w", "-m", "immediate", "stop");
            primary.close();
        } catch (UncheckedIOException stoppedBefore) {
            throw new IOException(stoppedBefore);
        }
    }
}
