package org.caraway.it.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.caraway.it.harness.Build;
import org.caraway.it.harness.PayaraProcess;
import org.caraway.it.harness.RestartablePostgres;
import org.caraway.it.harness.ServerSettings;
import org.caraway.it.harness.TestWar;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Measures Caraway inside Payara Micro, with the data source and executor of the demo, four slots and PostgreSQL on the
 * same machine: {@code mvn -Pspeed verify}, with {@code -Dspeed.tasks}, {@code -Dspeed.requests} and
 * {@code -Dspeed.rounds}. The table is printed and written to {@code target/speed.md}. The first round warms the server
 * up and does not count. The rate of a drain is for the time from the first start to the last end, by the database's
 * clock. PostgreSQL does not wait for the disk ({@code fsync=off}). {@code mvn verify} runs it with few tasks.
 */
class ServerSpeed {

    private static final int CONNECTIONS = 8;
    private static final int BATCH = 5_000;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final int tasks = Integer.getInteger("speed.tasks", 50_000);
    private final int requests = Integer.getInteger("speed.requests", 8_000);
    private final int rounds = Integer.getInteger("speed.rounds", 3);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Figures figures = new Figures();

    @Test
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void everyTaskRunsOnceHoweverFast() throws Exception {
        WebArchive application = TestWar.of(
                        "speed",
                        "caraway.worker.queues=default:4\n",
                        SpeedApplication.class,
                        SpeedResource.class,
                        SpeedTasks.class,
                        SpeedRow.class)
                .addAsResource(TestWar.persistence(SpeedRow.class), "META-INF/persistence.xml");
        try (RestartablePostgres database = RestartablePostgres.start("speed");
                PayaraProcess server = PayaraProcess.start(
                        ServerSettings.onPostgres("speed", TestWar.write(application), database.url())
                                .withJvmOption("-XX:TieredStopAtLevel=4")
                                .withJvmOption("-XX:-UseSerialGC")
                                .withJvmOption("-XX:+UseG1GC")
                                .withJvmOption("-Xmx2g"));
                Connection connection = database.connect()) {
            for (int round = 0; round <= rounds; round++) {
                round(new Round(server.base().resolve("api/speed"), connection, round > 0));
            }
        }
        System.out.println(figures.table());
        Files.writeString(Build.target().resolve("speed.md"), figures.table());
    }

    private record Round(URI api, Connection connection, boolean counts) {

        void execute(String sql) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }

        double number(String sql) throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                row.next();
                return row.getDouble(1);
            }
        }
    }

    private void round(Round round) throws Exception {
        send(round, "PUT", "/paused");
        long start = System.nanoTime();
        enqueueSingly(round);
        note(round, "enqueue, one for each HTTP request, " + CONNECTIONS + " connections", requests, start);
        assertThat(round.number("SELECT COUNT(*) FROM caraway_active")).isEqualTo(requests);
        round.execute("TRUNCATE caraway_active");
        drain(round, "measure", "drain");
        drain(round, "write", "drain, transactional, one JPA write each");
        assertThat(round.number("SELECT COUNT(*) FROM SpeedRow")).isEqualTo(tasks);
        round.execute("TRUNCATE SpeedRow");
    }

    private void note(Round round, String measure, int count, long start) {
        if (round.counts()) {
            figures.add(measure, count, (System.nanoTime() - start) / 1e9);
        }
    }

    private void enqueueSingly(Round round) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<Future<?>> sending = new ArrayList<>();
            for (int client = 0; client < CONNECTIONS; client++) {
                sending.add(clients.submit(() -> {
                    for (int request = 0; request < requests / CONNECTIONS; request++) {
                        send(round, "POST", "");
                    }
                    return null;
                }));
            }
            for (Future<?> one : sending) {
                one.get();
            }
        } finally {
            clients.shutdown();
        }
    }

    private void drain(Round round, String kind, String measure) throws Exception {
        send(round, "PUT", "/paused");
        long start = System.nanoTime();
        for (int sent = 0; sent < tasks; sent += BATCH) {
            send(round, "POST", "/" + kind + "?count=" + Math.min(BATCH, tasks - sent));
        }
        if (kind.equals("measure")) {
            note(round, "enqueue, " + BATCH + " for each HTTP request", tasks, start);
        }
        round.execute("VACUUM ANALYZE caraway_active");
        round.execute("CHECKPOINT");
        send(round, "PUT", "/resumed");
        await("all have run")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> round.number("SELECT COUNT(*) FROM caraway_active") == 0);
        assertThat(round.number("SELECT COUNT(*) FROM caraway_finished WHERE state = 'SUCCESS'"))
                .isEqualTo(tasks);
        if (round.counts()) {
            figures.add(
                    measure,
                    tasks,
                    round.number(
                            "SELECT EXTRACT(EPOCH FROM MAX(finished_at) - MIN(started_at)) FROM caraway_finished"));
        }
        round.execute("TRUNCATE caraway_finished");
    }

    private void send(Round round, String method, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(round.api() + path))
                .timeout(PATIENCE)
                .method(method, BodyPublishers.noBody())
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    }
}
