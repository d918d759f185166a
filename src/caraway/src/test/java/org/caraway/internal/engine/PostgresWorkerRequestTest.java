package org.caraway.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.caraway.admin.WorkerSelection;
import org.caraway.internal.store.Schema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Workers are woken. */
class PostgresWorkerRequestTest extends WorkerRequestConformance {

    private static final int QUESTIONS = 20;
    private static final Duration SLEEP = Duration.ofSeconds(1);

    @SuppressWarnings("NullAway.Init") // by startServer()
    private static EmbeddedPostgres server;

    @BeforeAll
    static void startServer() throws IOException {
        server = EmbeddedPostgres.builder()
                .setServerConfig("listen_addresses", "127.0.0.1")
                .start();
        new Schema(server.getPostgresDatabase()).migrate();
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    @Override
    DataSource database() {
        return server.getPostgresDatabase();
    }

    @Override
    int boundingStatements() {
        return 1;
    }

    /**
     * A loop that nobody wakes sleeps for a whole second between two looks, however busy the machine is. So a question
     * that is found sooner after the look before woke the worker. A machine that stands still may hide some of that.
     */
    @Test
    void answersDoNotWaitForTheNextLook() {
        List<Long> looks = new CopyOnWriteArrayList<>();
        faultsOfRed().change("directives", found -> {
            looks.add(System.nanoTime());
            return found;
        });
        ask();

        int woken = 0;
        for (int i = 0; i < QUESTIONS; i++) {
            int before = looks.size();
            ask();
            if (looks.get(before) - looks.get(before - 1) < SLEEP.toNanos()) {
                woken++;
            }
        }

        assertThat(woken).as("questions that woke the worker").isGreaterThan(QUESTIONS / 2);
    }

    private void ask() {
        assertThat(operator()
                        .inspect(WorkerSelection.nodes("red"), Duration.ofSeconds(60))
                        .answers())
                .hasSize(1);
    }
}
