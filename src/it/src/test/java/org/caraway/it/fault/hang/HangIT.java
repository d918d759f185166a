package org.caraway.it.fault.hang;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.caraway.it.harness.Build;
import org.caraway.it.harness.PayaraProcess;
import org.caraway.it.harness.PostgresDatabase;
import org.caraway.it.harness.ServerSettings;
import org.caraway.it.harness.TestWar;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** At the hard time limit, the database work of a transactional task is aborted. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HangIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ROWS = 3;
    private static final int WRITES = 20;

    /** Of the server's own provider, which deploys faster than the demo's. */
    private static final String PERSISTENCE = """
            <persistence xmlns="https://jakarta.ee/xml/ns/persistence" version="3.0">
              <persistence-unit name="hang" transaction-type="JTA">
                <jta-data-source>jdbc/caraway</jta-data-source>
              </persistence-unit>
            </persistence>
            """;

    private PostgresDatabase database;
    private PayaraProcess server;

    @BeforeAll
    @SuppressWarnings("NullAway.Init") // called before every test
    void start() throws Exception {
        Path war = TestWar.write(TestWar.lean("hang", "caraway.worker.queues=default:2\n", HangTasks.class)
                .addAsResource(new StringAsset(PERSISTENCE), "META-INF/persistence.xml"));
        database = PostgresDatabase.start();
        database.execute("CREATE TABLE hang (id integer PRIMARY KEY, n integer NOT NULL)");
        database.execute("INSERT INTO hang SELECT i, 0 FROM generate_series(1, " + ROWS + ") AS i");
        server = PayaraProcess.start(
                ServerSettings.onPostgres("hang", war, database).setUpBy(withoutSocketTimeout()));
    }

    /** The demo's pool would end the wait by itself. */
    private static Path withoutSocketTimeout() throws IOException {
        String commands = Files.readString(Build.root().resolve("server-config/payara/postgresql.asadmin"));
        assertThat(commands).contains("socketTimeout=15");
        return Files.writeString(
                Build.target().resolve("hang.asadmin"), commands.replace("socketTimeout=15", "socketTimeout=0"));
    }

    @AfterAll
    void end() {
        server.close();
        database.close();
    }

    @ParameterizedTest
    @CsvSource({"hang.statement,1", "hang.query,2"})
    void aTaskThatHangsInAStatementLetsGoOfThreadLocksAndConnection(String name, int row) throws Exception {
        UUID id = insert(name, row);

        awaitTimeLimit(id);

        until("its thread is free", () -> server.log().contains(cameFree(id, name)));
        until("its lock is gone", () -> free(row));
        assertThat(database.count("SELECT n FROM hang WHERE id = " + row))
                .as("what it wrote")
                .isZero();
        until(
                "no session sleeps any more",
                () -> database.count("SELECT COUNT(*) FROM pg_stat_activity WHERE state <> 'idle'"
                                + " AND pid <> pg_backend_pid() AND query LIKE '%pg_sleep%'")
                        == 0);
        until(
                "no session is in its transaction any more",
                () -> database.count("SELECT COUNT(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"
                                + " AND query LIKE '%hang%'")
                        == 0);
        awaitWrites(row);
        assertThat(database.count("SELECT COUNT(*) FROM caraway_finished WHERE name = 'hang.write' AND attempt > 1"
                        + " AND CAST(arguments AS text) = '[" + row + "]'"))
                .as("writes that took a second attempt, because the pool handed out a broken connection")
                .isZero();
    }

    @Test
    void aTaskThatIsDeafLosesItsLocksThoughNotItsThread() throws Exception {
        UUID id = insert("hang.deaf", 3);

        awaitTimeLimit(id);

        until("its lock is gone", () -> free(3));
        assertThat(server.log()).doesNotContain(cameFree(id, "hang.deaf"));
        insertPlain("hang.release", "[]");
        until("its thread is free", () -> server.log().contains(cameFree(id, "hang.deaf")));
        assertThat(database.count("SELECT n FROM hang WHERE id = 3"))
                .as("what it wrote")
                .isZero();
        awaitWrites(
                3); // some by a second attempt: a pool that is set up so closes all its connections when it finds one
        // broken
    }

    private static String cameFree(UUID id, String name) {
        return "The thread of task " + id + " (" + name + ") attempt 1 came free";
    }

    private boolean free(int row) throws Exception {
        return database.count("SELECT COUNT(*) FROM (SELECT id FROM hang WHERE id = " + row
                        + " FOR UPDATE SKIP LOCKED) AS free")
                == 1;
    }

    private void awaitTimeLimit(UUID id) {
        until(
                "the time limit of " + id,
                () -> database.count("SELECT COUNT(*) FROM caraway_finished WHERE state = 'FAILURE'"
                                + " AND error_type = 'org.caraway.TimeLimitException' AND id = '" + id + "'")
                        == 1);
    }

    /** The pool has good connections, or gets new ones: each write takes effect once. */
    private void awaitWrites(int row) throws Exception {
        for (int i = 0; i < WRITES; i++) {
            insert("hang.write", row);
        }
        until("the writes", () -> database.count("SELECT n FROM hang WHERE id = " + row) == WRITES);
        until("their ends", () -> database.count("SELECT COUNT(*) FROM caraway_active WHERE name = 'hang.write'") == 0);
        assertThat(database.count(
                        "SELECT COUNT(*) FROM caraway_finished WHERE name = 'hang.write' AND state <> 'SUCCESS'"))
                .as("writes that failed")
                .isZero();
    }

    private UUID insert(String name, int row) throws Exception {
        return insertPlain(name, "[" + row + "]");
    }

    private UUID insertPlain(String name, String arguments) throws Exception {
        UUID id = UUID.randomUUID();
        database.execute("INSERT INTO caraway_active (id, name, arguments) VALUES ('" + id + "', '" + name + "', '"
                + arguments + "')");
        return id;
    }

    private static void until(String what, Callable<Boolean> condition) {
        await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(condition);
    }
}
