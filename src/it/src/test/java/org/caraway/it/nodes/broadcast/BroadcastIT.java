package org.caraway.it.nodes.broadcast;

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

/** Tasks for every node, and tasks for one. */
class BroadcastIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void aBroadcastRunsOnceOnEachNodeAndAPinnedTaskOnItsOwn() throws Exception {
        Path war = TestWar.write(TestWar.lean(
                "broadcast",
                "caraway.unknown-queue=refuse\n",
                BroadcastTasks.class,
                NodeRouter.class,
                BroadcastResource.class,
                JaxRsApplication.class));
        try (PostgresDatabase database = PostgresDatabase.start();
                PayaraProcess red = PayaraProcess.start(node("red", war, database));
                PayaraProcess blue = PayaraProcess.start(node("blue", war, database))) {
            awaitCount(database, 2, "SELECT COUNT(*) FROM caraway_worker WHERE lease_until > CURRENT_TIMESTAMP");

            aBroadcastRunsOnceOnEachNode(red, database);
            aRollbackLeavesNothing(red, database);
            aPinnedTaskRunsOnItsNode(red, database);
            aNodeThatNobodyKnowsIsRefused(red);
            aCopyForANodeThatIsGoneExpires(red, blue, database);
        }
    }

    private static ServerSettings node(String name, Path war, PostgresDatabase database) {
        return ServerSettings.onPostgres("broadcast-" + name, war, database)
                .with("CARAWAY_NODE", name)
                .with("CARAWAY_LEASE", "PT30S");
    }

    private void aBroadcastRunsOnceOnEachNode(PayaraProcess red, PostgresDatabase database) throws Exception {
        assertThat(post(red, "")).isEqualTo("2");

        awaitCount(database, 2, "SELECT COUNT(*) FROM caraway_finished WHERE state = 'SUCCESS'");
        assertThat(database.count("SELECT COUNT(DISTINCT worker_id) FROM caraway_finished"
                        + " WHERE queue = '@worker:' || worker_id AND attempt = 1"))
                .as("workers that have run their own copy")
                .isEqualTo(2);
        assertThat(database.count("SELECT COUNT(DISTINCT result #>> '{}') FROM caraway_finished"
                        + " WHERE result #>> '{}' IN ('red', 'blue')"))
                .as("nodes")
                .isEqualTo(2);
        assertThat(database.count("SELECT COUNT(DISTINCT labels ->> 'caraway.broadcast') FROM caraway_finished"))
                .as("broadcasts")
                .isEqualTo(1);
    }

    private void aRollbackLeavesNothing(PayaraProcess red, PostgresDatabase database) throws Exception {
        post(red, "/rolled-back");

        assertThat(database.count("SELECT COUNT(*) FROM caraway_task")).isEqualTo(2);
    }

    private void aPinnedTaskRunsOnItsNode(PayaraProcess red, PostgresDatabase database) throws Exception {
        for (int i = 0; i < 5; i++) {
            post(red, "/there?node=blue");
            post(red, "/routed?node=blue");
            post(red, "/routed?node=red");
        }

        awaitCount(database, 17, "SELECT COUNT(*) FROM caraway_finished WHERE state = 'SUCCESS'");
        assertThat(database.count(
                        "SELECT COUNT(*) FROM caraway_finished WHERE queue = '@blue' AND result #>> '{}' = 'blue'"))
                .isEqualTo(10);
        assertThat(database.count(
                        "SELECT COUNT(*) FROM caraway_finished WHERE queue = '@red' AND result #>> '{}' = 'red'"))
                .isEqualTo(5);
    }

    private void aNodeThatNobodyKnowsIsRefused(PayaraProcess red) throws Exception {
        assertThat(post(red, "/routed?node=bluee"))
                .startsWith("Task 'BroadcastTasks.routed' was not enqueued:")
                .contains("knows the queue '@bluee'; did you mean '@blue'?");
    }

    private void aCopyForANodeThatIsGoneExpires(PayaraProcess red, PayaraProcess blue, PostgresDatabase database)
            throws Exception {
        blue.kill();
        assertThat(post(red, "")).as("workers whose lease is not over").isEqualTo("2");

        awaitCount(database, 1, "SELECT COUNT(*) FROM caraway_finished WHERE state = 'EXPIRED' AND worker_id IS NULL");
        awaitCount(database, 18, "SELECT COUNT(*) FROM caraway_finished WHERE state = 'SUCCESS'");
        assertThat(database.count("SELECT COUNT(*) FROM caraway_active")).isZero();
    }

    private String post(PayaraProcess server, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.base().resolve("api/broadcast" + path))
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private static void awaitCount(PostgresDatabase database, long expected, String sql) {
        await(sql).atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> database.count(sql) == expected);
    }
}
