package org.caraway.it.fault.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.caraway.it.harness.PayaraProcess;
import org.caraway.it.harness.PostgresDatabase;
import org.caraway.it.harness.ServerSettings;
import org.caraway.it.harness.TestWar;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Somebody has locked the row of one task, on a server with the pool that is shipped: everything else goes on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LockedRowIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Reports in steps of at least 50 ms: three times the time-out after which a connection would be broken. */
    private static final long REPORTS = 120;

    private PostgresDatabase database;
    private PayaraProcess server;

    @BeforeAll
    @SuppressWarnings("NullAway.Init") // called before every test
    void start() throws Exception {
        Path war = TestWar.write(TestWar.lean(
                "lock", "caraway.worker.queues=default:4\ncaraway.database-timeout=PT2S\n", LockedRowTasks.class));
        database = PostgresDatabase.start();
        database.execute("CREATE TABLE written (n integer NOT NULL)");
        server = PayaraProcess.start(ServerSettings.onPostgres("lock", war, database));
    }

    @AfterAll
    void end() {
        server.close();
        database.close();
    }

    @Test
    void oneLockedRowStopsNoReportAndRollsNothingBack() throws Exception {
        UUID locked = insert("lock.report");
        UUID free = insert("lock.report");
        UUID transaction = insert("lock.transaction");
        until("the tasks report", () -> progress(locked) > 0 && progress(free) > 0);
        until("the transaction is open", () -> started(transaction));

        try (Connection session = DriverManager.getConnection(database.url(), "postgres", "postgres")) {
            session.setAutoCommit(false);
            lock(session, locked);
            long before = progress(free);
            long stopped = progress(locked);
            until("reports of the other task", () -> progress(free) > before + REPORTS);
            assertThat(progress(locked)).isEqualTo(stopped);
            session.rollback();
        }
        long stopped = progress(locked);
        until("reports of the task whose row was locked", () -> progress(locked) > stopped);
        insert("lock.release");

        until("all are finished", () -> database.count("SELECT COUNT(*) FROM caraway_active") == 0);
        assertThat(database.count("SELECT COUNT(*) FROM caraway_finished WHERE state = 'SUCCESS' AND attempt = 1"))
                .isEqualTo(4);
        assertThat(database.count("SELECT COUNT(*) FROM written")).isEqualTo(1);
        assertThat(server.log()).contains("because other sessions have locked the tasks' rows");
    }

    private static void lock(Connection session, UUID id) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute("SELECT id FROM caraway_active WHERE id = '" + id + "' FOR UPDATE");
        }
    }

    private long progress(UUID id) throws Exception {
        return database.count("SELECT COALESCE(MAX(progress_current), 0) FROM caraway_active WHERE id = '" + id + "'");
    }

    private boolean started(UUID id) throws Exception {
        return database.count("SELECT COUNT(*) FROM caraway_active WHERE state = 'STARTED' AND id = '" + id + "'") == 1;
    }

    private UUID insert(String name) throws Exception {
        UUID id = UUID.randomUUID();
        database.execute("INSERT INTO caraway_active (id, name) VALUES ('" + id + "', '" + name + "')");
        return id;
    }

    private static void until(String what, Callable<Boolean> condition) {
        await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(condition);
    }
}
