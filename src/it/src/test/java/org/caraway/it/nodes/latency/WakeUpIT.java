package org.caraway.it.nodes.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.caraway.it.harness.JaxRsApplication;
import org.caraway.it.harness.PayaraProcess;
import org.caraway.it.harness.PostgresDatabase;
import org.caraway.it.harness.ServerSettings;
import org.caraway.it.harness.TestWar;
import org.junit.jupiter.api.Test;

/** A task of one node wakes another, whose next poll is far away. */
class WakeUpIT {

    private static final int WARM_UP = 50;
    private static final int TASKS = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String LISTENING = "Messages from other nodes are received";

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void aTaskOfAWebNodeStartsAtOnceOnAWorkerNode() throws Exception {
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
            enqueue(web, WARM_UP);
            awaitFinished(database, WARM_UP);
            database.execute("DELETE FROM caraway_finished");

            enqueue(web, TASKS);
            awaitFinished(database, TASKS);

            long slowest = percentile(database, "1.0");
            System.out.printf(
                    "From enqueueing on one node to the start on another: p50 %d, p99 %d, max %d microseconds%n",
                    percentile(database, "0.5"), percentile(database, "0.99"), slowest);
            assertThat(Duration.ofNanos(slowest * 1_000)).isLessThan(PATIENCE);
            worker.stop();
            await("no connection listens any more") // the server's view of them lags behind
                    .atMost(PATIENCE)
                    .until(() -> database.count("SELECT COUNT(*) FROM pg_stat_activity WHERE query LIKE '%LISTEN%'"
                                    + " AND pid <> pg_backend_pid()")
                            == 0);
        }
    }

    private void enqueue(PayaraProcess server, int count) throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        URI latency = server.base().resolve("api/latency");
        for (int i = 0; i < count; i++) {
            HttpRequest request = HttpRequest.newBuilder(latency)
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            assertThat(never.await(20, TimeUnit.MILLISECONDS)).isFalse();
        }
    }

    private static void awaitFinished(PostgresDatabase database, int count) {
        await("all tasks have run")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> database.count("SELECT COUNT(*) FROM caraway_finished WHERE state = 'SUCCESS'") == count);
    }

    private static long percentile(PostgresDatabase database, String fraction) throws Exception {
        return database.count("SELECT percentile_disc(" + fraction
                + ") WITHIN GROUP (ORDER BY CAST(CAST(result AS text) AS bigint)) FROM caraway_finished");
    }
}
