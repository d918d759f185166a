package org.caraway.test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The connection pooler pgbouncer in transaction mode, on loopback, in front of a PostgreSQL: each transaction of a
 * client may run on another of a few server connections. Of the Debian package; absent elsewhere.
 */
public final class PgBouncer implements AutoCloseable {

    private static final int SERVER_CONNECTIONS = 3;
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Process process;
    private final int port;

    private PgBouncer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** The program, if it is installed. */
    public static Optional<Path> program() {
        return Stream.of("/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts it with its files in this folder, in front of the server that listens on this port. */
    public static PgBouncer start(Path program, Path folder, int serverPort) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Path settings = folder.resolve("pgbouncer.ini");
        Files.writeString(settings, """
                [databases]
                * = host=127.0.0.1 port=%d user=postgres
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = any
                pool_mode = transaction
                default_pool_size = %d
                ignore_startup_parameters = extra_float_digits
                """.formatted(serverPort, port, SERVER_CONNECTIONS));
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("unshare", "-U")); // it refuses to run as root
        }
        command.addAll(List.of(program.toString(), settings.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("pgbouncer.log").toFile())
                .start();
        PgBouncer started = new PgBouncer(process, port);
        started.awaitAnswer(folder.resolve("pgbouncer.log"));
        return started;
    }

    private void awaitAnswer(Path log) throws IOException {
        long end = System.nanoTime() + START_NANOS;
        while (true) {
            try (Connection connection = dataSource().getConnection()) {
                if (connection.isValid(5)) {
                    return;
                }
            } catch (SQLException notYet) {
                if (!process.isAlive() || System.nanoTime() - end > 0) {
                    process.destroy();
                    throw new IOException("pgbouncer does not answer: " + Files.readString(log), notYet);
                }
            }
        }
    }

    /**
     * Connections through it. Without prepared statements on the server, which a pgbouncer before 1.21 does not follow
     * from one server connection to another.
     */
    public DataSource dataSource() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName("postgres");
        source.setUser("postgres");
        source.setPrepareThreshold(0);
        source.setConnectTimeout(5);
        return source;
    }

    /** Ends it. */
    @Override
    public void close() {
        process.destroy();
    }
}
