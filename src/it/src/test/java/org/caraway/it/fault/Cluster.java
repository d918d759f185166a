package org.caraway.it.fault;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.caraway.it.harness.Build;
import org.caraway.it.harness.Pause;
import org.caraway.it.harness.RestartablePostgres;
import org.caraway.it.harness.ServerSettings;
import org.caraway.it.harness.TcpProxy;
import org.caraway.it.harness.TestWar;
import org.caraway.it.harness.WrongClock;

/**
 * Servers with {@link FaultTasks} and {@link DurableTasks} on one PostgreSQL, and the faults that can be injected. Each
 * fault method returns when the fault has been undone. Confined to one thread, except connections and requests.
 */
final class Cluster implements AutoCloseable {

    private static final Class<?>[] APPLICATION = {
        FaultApplication.class,
        FaultResource.class,
        FaultTasks.class,
        FaultEvidence.class,
        FaultEffects.class,
        FaultSteps.class,
        DurableTasks.class,
        WorkflowShape.class,
        StrictTasks.class,
        Pause.class
    };
    private static final Duration BETWEEN_CUTS = Duration.ofMillis(300);
    private static final String TERMINATE = """
            SELECT pg_terminate_backend(pid)
              FROM pg_stat_activity
             WHERE pid <> pg_backend_pid()
               AND backend_type = 'client backend'""";

    private static final String DISK_FULL = """
            CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';
            END $$;
            CREATE TRIGGER disk_full BEFORE INSERT ON fault_effect FOR EACH ROW EXECUTE FUNCTION disk_full();
            CREATE TRIGGER disk_full BEFORE INSERT ON caraway_finished FOR EACH ROW EXECUTE FUNCTION disk_full();
            CREATE TRIGGER disk_full BEFORE INSERT ON caraway_attempt FOR EACH ROW EXECUTE FUNCTION disk_full();
            CREATE TRIGGER disk_full BEFORE INSERT ON caraway_step FOR EACH ROW EXECUTE FUNCTION disk_full()""";

    private final RestartablePostgres database;
    private final List<Node> nodes = new ArrayList<>();

    private Cluster(RestartablePostgres database) {
        this.database = database;
    }

    /**
     * Starts the database and one server for each clock, with a pool that is large enough.
     *
     * @param configuration additional lines of configuration
     * @param clocks the clock shift of each server
     */
    static Cluster start(String name, String configuration, List<Duration> clocks) throws SQLException {
        return start(name, "fault", configuration, clocks);
    }

    /**
     * Starts the database and one server for each clock.
     *
     * @param setup the name of the commands that set up the server
     * @param configuration additional lines of configuration
     * @param clocks the clock shift of each server
     */
    static Cluster start(String name, String setup, String configuration, List<Duration> clocks) throws SQLException {
        Path war = TestWar.write(TestWar.lean(name, "caraway.lease=PT5S\n" + configuration, APPLICATION));
        Cluster cluster = new Cluster(RestartablePostgres.start(name + "-database"));
        try (Connection connection = cluster.connect()) {
            Invariants.createTables(connection);
            clocks.forEach(shift -> cluster.add(name, setup, war, shift));
            cluster.startAll();
            return cluster;
        } catch (SQLException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void add(String name, String setup, Path war, Duration clockShift) {
        TcpProxy network = TcpProxy.to(database.port());
        String node = name + "-node-" + nodes.size();
        ServerSettings settings = ServerSettings.onPostgres(node, war, RestartablePostgres.url(network.port()))
                .setUpBy(Build.target().resolve("test-classes/payara/" + setup + ".asadmin"))
                .with("EVIDENCE_DB_URL", database.url())
                .with("FAULT_NODE", node);
        nodes.add(new Node(
                clockShift.isZero() ? settings : settings.withJvmOption(WrongClock.option(clockShift)), network));
    }

    private void startAll() {
        CompletableFuture.allOf(nodes.stream()
                        .map(node -> CompletableFuture.runAsync(node::start))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
    }

    RestartablePostgres database() {
        return database;
    }

    Connection connect() throws SQLException {
        return database.connect();
    }

    /** The number in the first row and column of the result. */
    long count(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** The text in the first row and column of the result. */
    String text(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return String.valueOf(rows.getString(1));
        }
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    Node node(int number) {
        return nodes.get(number);
    }

    int size() {
        return nodes.size();
    }

    void kill(Fault fault) throws InterruptedException {
        node(fault.node()).kill();
        Pause.of(fault.length());
        node(fault.node()).start();
    }

    void stop(Fault fault) throws InterruptedException {
        node(fault.node()).stop();
        Pause.of(fault.length());
        node(fault.node()).start();
    }

    void pause(Fault fault) throws InterruptedException {
        node(fault.node()).process().pause();
        try {
            Pause.of(fault.length());
        } finally {
            node(fault.node()).process().resume();
        }
    }

    void crashDatabase(Fault fault) throws InterruptedException {
        database.crash();
        Pause.of(fault.length());
        database.recover();
    }

    /** As after a failover to a standby; sessions that are open see it with their next transaction. */
    void readOnly(Fault fault) throws SQLException, InterruptedException {
        execute("ALTER SYSTEM SET default_transaction_read_only = on");
        execute("SELECT pg_reload_conf()");
        Pause.of(fault.length());
        execute("ALTER SYSTEM RESET default_transaction_read_only");
        execute("SELECT pg_reload_conf()");
    }

    /** Rows are refused with the SQLState of a full disk; an update in place still succeeds. */
    void fillDisk(Fault fault) throws SQLException, InterruptedException {
        execute(DISK_FULL);
        Pause.of(fault.length());
        execute("DROP FUNCTION disk_full CASCADE");
    }

    /** Whoever asks the pool for a connection waits for ten seconds, and then gets an exception. */
    void exhaustPool(Fault fault) throws IOException {
        node(fault.node()).exhaustPool(fault.length());
    }

    /** As after a wrong change by an operator; sessions that are open see it with their next statement. */
    void loseSearchPath(Fault fault) throws SQLException, InterruptedException {
        execute("ALTER SYSTEM SET search_path = nowhere");
        execute("SELECT pg_reload_conf()");
        Pause.of(fault.length());
        execute("ALTER SYSTEM RESET search_path");
        execute("SELECT pg_reload_conf()");
    }

    void cut(Fault fault) throws InterruptedException {
        for (Duration left = fault.length(); !left.isNegative(); left = left.minus(BETWEEN_CUTS)) {
            node(fault.node()).network().cut();
            Pause.of(BETWEEN_CUTS);
        }
    }

    void loseCommits(Fault fault) throws InterruptedException {
        node(fault.node()).network().loseCommits();
        Pause.of(fault.length());
        node(fault.node()).network().keepCommits();
    }

    void terminateSessions(Fault fault) throws SQLException, InterruptedException {
        execute(TERMINATE);
        Pause.of(fault.length());
    }

    void blackHole(Fault fault) throws InterruptedException {
        node(fault.node()).network().block();
        Pause.of(fault.length());
        node(fault.node()).network().unblock();
    }

    /** Stops all servers, then the database. */
    @Override
    public void close() {
        nodes.forEach(Node::close);
        database.close();
    }
}
