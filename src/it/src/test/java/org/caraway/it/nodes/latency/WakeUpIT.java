package org.caraway.it.nodes.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.caraway.it.harness.JaxRsApplication;
import org.caraway.it.harness.PayaraProcess;
import org.caraway.it.harness.PostgresDatabase;
import org.caraway.it.harness.ServerSettings;
import org.caraway.it.harness.TestWar;
import org.junit.jupiter.api.Test;

/** Each task of one node wakes another, whose next poll is far away: the next task is enqueued when one has run. */
class WakeUpIT {

    private static final int TASKS = 100;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String LISTENING = "Messages from other nodes are received";

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void eachTaskOfAWebNodeWakesAWorkerNode() throws Exception {
        Path war = TestWar.write(TestWar.of(
                "wake-up",
                "caraway.poll-interval=PT10M\n",
                LatencyTasks.class,
                LatencyResource.class,
                JaxRsApplication.class));
        try (PostgresDatabase database = PostgresDatabase.start();
                PayaraProcess worker = PayaraProcess.start(ServerSettings.onPostgres("wake-up-worker", war, database));
                PayaraProcess web = PayaraProcess.start(ServerSettings.onPostgres("wake-up-web", war, database)
                        .with("CARAWAY_WORKER_ENABLED", "false"))) {
            await("the worker's node listens").atMost(PATIENCE).until(() -> worker.log()
                    .contains(LISTENING));
            assertThat(web.log()).doesNotContain(LISTENING);
            for (int number = 1; number <= TASKS; number++) {
                enqueue(web);
                awaitFinished(database, number);
            }

            System.out.printf(
                    "From enqueueing on one node to the start on another: p50 %d, p99 %d, max %d microseconds%n",
                    percentile(database, "0.5"), percentile(database, "0.99"), percentile(database, "1.0"));
            worker.stop();
            await("no connection listens any more") // the server's view of them lags behind
                    .atMost(PATIENCE)
                    .until(() -> database.count("SELECT COUNT(*) FROM pg_stat_activity WHERE query LIKE '%LISTEN%'"
                                    + " AND pid <> pg_backend_pid()")
                            == 0);
        }
    }

    private void enqueue(PayaraProcess server) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.base().resolve("api/latency"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    private static void awaitFinished(PostgresDatabase database, int count) {
        await("the worker has been woken, " + count + " times so far")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> database.count("SELECT COUNT(*) FROM caraway_finished WHERE state = 'SUCCESS'") == count);
    }

    private static long percentile(PostgresDatabase database, String fraction) throws Exception {
        return database.count("SELECT percentile_disc(" + fraction
                + ") WITHIN GROUP (ORDER BY CAST(CAST(result AS text) AS bigint)) FROM caraway_finished");
    }
}
