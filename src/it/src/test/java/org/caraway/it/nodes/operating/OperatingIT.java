package org.caraway.it.nodes.operating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.caraway.it.harness.PayaraProcess;
import org.caraway.it.harness.PostgresDatabase;
import org.caraway.it.harness.ServerSettings;
import org.caraway.it.harness.TestWar;
import org.junit.jupiter.api.Test;

/** What is done on one node takes effect on another, and outlives it. */
class OperatingIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void whatOneNodeRevokesEndsOnAnotherAndOutlivesIt() throws Exception {
        Path war = TestWar.write(TestWar.lean(
                "operating",
                "caraway.lease=PT15S\n",
                OperatedTasks.class,
                OperatingResource.class,
                OperatingResource.Opened.class));
        try (PostgresDatabase database = PostgresDatabase.start();
                PayaraProcess web = PayaraProcess.start(ServerSettings.onPostgres("operating-web", war, database)
                        .with("CARAWAY_WORKER_ENABLED", "false"))) {
            String survivor;
            try (PayaraProcess worker = PayaraProcess.start(worker("operating-b", war, database))) {
                interruptOnTheOtherNode(web, database);
                survivor = asleep(web, database);
                assertThat(post(web, "ask-workers")).isEqualTo("1 answered, 1 asleep, 0 silent");
                worker.kill();
                assertThat(post(web, "ask-workers")).isEqualTo("0 answered, 0 asleep, 1 silent");
            }
            assertThat(post(web, "revoke?mode=COOPERATIVE&id=" + survivor)).isEqualTo("REQUESTED");
            String tomorrow = revokeByLabel(web, database);

            try (PayaraProcess other = PayaraProcess.start(worker("operating-c", war, database))) {
                assertThat(other.pid()).isPositive();
                awaitState(database, survivor, "REVOKED");
                assertThat(database.count("SELECT attempt FROM caraway_finished WHERE id = '" + survivor + "'"))
                        .as("attempts of the task that was revoked while its worker was dead")
                        .isEqualTo(1);
                retryWithOtherArguments(web, database);
                assertThat(post(web, "revoke?mode=COOPERATIVE&id=" + tomorrow)).isEqualTo("OVER");
            }
        }
    }

    private static ServerSettings worker(String name, Path war, PostgresDatabase database) {
        return ServerSettings.onPostgres(name, war, database);
    }

    private void interruptOnTheOtherNode(PayaraProcess web, PostgresDatabase database) throws Exception {
        String id = asleep(web, database);

        assertThat(post(web, "revoke?mode=INTERRUPT&id=" + id)).isEqualTo("REQUESTED");

        awaitState(database, id, "REVOKED");
        assertThat(database.count("SELECT COUNT(*) FROM caraway_finished WHERE id = '" + id
                        + "' AND error_type = 'org.caraway.TaskRevokedException' AND attempt = 1"))
                .isEqualTo(1);
    }

    private String asleep(PayaraProcess web, PostgresDatabase database) throws Exception {
        String id = post(web, "sleep");
        await("task " + id + " sleeps")
                .atMost(PATIENCE)
                .until(() -> database.count("SELECT COUNT(*) FROM caraway_active WHERE state = 'STARTED'"
                                + " AND progress_current = 1 AND id = '" + id + "'")
                        == 1);
        return id;
    }

    private String revokeByLabel(PayaraProcess web, PostgresDatabase database) throws Exception {
        String one = post(web, "tomorrow?campaign=summer");
        post(web, "tomorrow?campaign=summer");
        String other = post(web, "tomorrow?campaign=winter");

        assertThat(post(web, "revoke-in-vain?id=" + one)).isEqualTo("REVOKED");
        assertThat(database.count("SELECT COUNT(*) FROM caraway_active WHERE state = 'PENDING'"))
                .as("tasks that wait after the rollback")
                .isEqualTo(3);
        assertThat(post(web, "revoke-all-in-transaction")).contains("call it outside of a transaction");
        assertThat(post(web, "revoke-all?campaign=summer")).isEqualTo("2");

        assertThat(database.count("SELECT COUNT(*) FROM caraway_finished WHERE state = 'REVOKED'"
                        + " AND revoked_by = 'test' AND labels ->> 'campaign' = 'summer'"))
                .isEqualTo(2);
        assertThat(database.count("SELECT COUNT(*) FROM caraway_active WHERE id = '" + other + "'"))
                .isEqualTo(1);
        assertThat(database.count("SELECT tasks FROM caraway_audit WHERE actor = 'test' AND action = 'revokeAll'"))
                .isEqualTo(2);
        return one;
    }

    private void retryWithOtherArguments(PayaraProcess web, PostgresDatabase database) throws Exception {
        String id = post(web, "ask?answer=no");
        awaitState(database, id, "FAILURE");

        assertThat(post(web, "retry?answer=yes&id=" + id)).isEqualTo("true");

        awaitState(database, id, "SUCCESS");
        assertThat(database.count("SELECT COUNT(*) FROM caraway_finished WHERE id = '" + id
                        + "' AND attempt = 2 AND result #>> '{}' = 'yes'"))
                .isEqualTo(1);
    }

    private static void awaitState(PostgresDatabase database, String id, String state) {
        await("task " + id + " is " + state)
                .atMost(PATIENCE)
                .until(() -> database.count("SELECT COUNT(*) FROM caraway_finished WHERE id = '" + id
                                + "' AND state = '" + state + "'")
                        == 1);
    }

    private String post(PayaraProcess node, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(node.base().resolve("api/operating/" + path))
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
        return answer.body();
    }
}
