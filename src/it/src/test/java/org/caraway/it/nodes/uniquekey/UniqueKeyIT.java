package org.caraway.it.nodes.uniquekey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.caraway.it.harness.JaxRsApplication;
import org.caraway.it.harness.PayaraProcess;
import org.caraway.it.harness.PostgresDatabase;
import org.caraway.it.harness.ServerSettings;
import org.caraway.it.harness.TestWar;
import org.junit.jupiter.api.Test;

/** A unique call on two nodes at once enqueues one task; a task that no worker claims in time expires. */
class UniqueKeyIT {

    private static final int CALLS = 1_000;
    private static final int CLIENTS = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void aThousandCallsOnTwoNodesEnqueueOnceAndWhatNobodyRunsExpires() throws Exception {
        Path war = TestWar.write(
                TestWar.of("unique-key", "", UniqueKeyTasks.class, UniqueKeyResource.class, JaxRsApplication.class));
        try (PostgresDatabase database = PostgresDatabase.start();
                PayaraProcess one = PayaraProcess.start(ServerSettings.onPostgres("unique-key-one", war, database));
                PayaraProcess two = PayaraProcess.start(ServerSettings.onPostgres("unique-key-two", war, database)
                        .with("CARAWAY_WORKER_ENABLED", "false"))) {
            Set<String> ids = enqueueOnBoth(one, two);
            assertThat(ids).hasSize(1);
            assertThat(database.count("SELECT COUNT(*) FROM caraway_task")).isEqualTo(1);
            assertThat(database.count("SELECT COUNT(*) FROM caraway_task WHERE unique_key = 'once'"))
                    .isEqualTo(1);

            String late = send(two, "POST", "expiring");
            assertThat(send(two, "GET", "outcome/" + late)).contains(late).contains("expired");
            assertThat(database.count("SELECT COUNT(*) FROM caraway_finished WHERE state = 'EXPIRED'"))
                    .isEqualTo(1);
            await("the event is fired on the node that noticed")
                    .atMost(PATIENCE)
                    .until(() -> send(one, "GET", "expired/" + late).equals("true"));
        }
    }

    private Set<String> enqueueOnBoth(PayaraProcess one, PayaraProcess two) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<String>> answers = new ArrayList<>();
            for (int call = 0; call < CALLS; call++) {
                PayaraProcess node = call % 2 == 0 ? one : two;
                answers.add(clients.submit(() -> send(node, "POST", "unique/once")));
            }
            Set<String> ids = new HashSet<>();
            for (Future<String> answer : answers) {
                ids.add(answer.get(PATIENCE.toSeconds() * 5, TimeUnit.SECONDS));
            }
            return ids;
        } finally {
            clients.shutdownNow();
        }
    }

    private String send(PayaraProcess node, String method, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(node.base().resolve("api/unique-key/" + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }
}
