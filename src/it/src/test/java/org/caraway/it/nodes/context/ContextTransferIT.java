package org.caraway.it.nodes.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.caraway.it.harness.PayaraProcess;
import org.caraway.it.harness.PostgresDatabase;
import org.caraway.it.harness.ServerSettings;
import org.caraway.it.harness.TestWar;
import org.junit.jupiter.api.Test;

/** The caller's context outlives the node that it came to. */
class ContextTransferIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String TRACE = "00-" + TRACE_ID + "-00f067aa0ba902b7-01";

    @Test
    void aTaskOfAKilledNodeKnowsItsCallerOnAnother() throws Exception {
        Path war = TestWar.write(TestWar.lean(
                "context",
                "caraway.propagate-roles=clerk,manager\n",
                ContextTransferTasks.class,
                ContextTransferTenant.class,
                ContextTransferCallers.class,
                ContextTransferResource.class,
                ContextTransferResource.Opened.class));
        try (PostgresDatabase database = PostgresDatabase.start()) {
            String id = enqueueAndKill(
                    ServerSettings.onPostgres("context-a", war, database).with("CARAWAY_WORKER_ENABLED", "false"));
            assertThat(database.count(
                            "SELECT COUNT(*) FROM caraway_active WHERE state = 'PENDING' AND id = '" + id + "'"))
                    .as("tasks that wait while no node runs")
                    .isEqualTo(1);

            try (PayaraProcess other = PayaraProcess.start(ServerSettings.onPostgres("context-b", war, database))) {
                assertThat(other.pid()).isPositive();
                await("the task's end")
                        .atMost(PATIENCE)
                        .until(() -> database.count("SELECT COUNT(*) FROM caraway_finished") == 1);
            }

            String seen = "alice clerk north de-AT Europe/Vienna 00-" + TRACE_ID + "-%";
            assertThat(database.count("SELECT COUNT(*) FROM caraway_finished WHERE id = '" + id
                            + "' AND created_by = 'alice' AND result #>> '{}' LIKE '" + seen + "'"))
                    .as("tasks that saw: " + seen)
                    .isEqualTo(1);
        }
    }

    private static String enqueueAndKill(ServerSettings settings) throws Exception {
        try (PayaraProcess node = PayaraProcess.start(settings)) {
            String login = Base64.getEncoder().encodeToString("alice:alice".getBytes(StandardCharsets.UTF_8));
            HttpRequest request = HttpRequest.newBuilder(node.base().resolve("api/context"))
                    .timeout(PATIENCE)
                    .header("Authorization", "Basic " + login)
                    .header("Accept-Language", "de-AT")
                    .header("Time-Zone", "Europe/Vienna")
                    .header("traceparent", TRACE)
                    .header("X-Tenant", "north")
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            HttpResponse<String> answer =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            node.kill();
            return answer.body();
        }
    }
}
