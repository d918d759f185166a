package org.caraway.it.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.caraway.it.harness.Jdks;
import org.caraway.it.harness.PayaraProcess;
import org.caraway.it.harness.PostgresDatabase;
import org.caraway.it.harness.ServerSettings;
import org.caraway.it.harness.TestWar;
import org.junit.jupiter.api.Test;

/**
 * Tasks on virtual threads inside the server: ten thousand that wait for a second each, on one worker. Prints how long they took, from the first
 * start to the last end by the database's clock. Needs a JDK of version 21 or newer, its own or one beside it.
 */
class VirtualThreadsIT {

    private static final int TASKS = 10_000;
    private static final int FEATURE = 21;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void tenThousandTasksWaitInTheContextOfTheApplication() throws Exception {
        Optional<Path> jdk = Jdks.atLeast(FEATURE);
        assumeTrue(jdk.isPresent(), "virtual threads need a JDK of version 21 or newer beside " + Jdks.own());
        Path war = TestWar.write(TestWar.lean(
                "virtual",
                "caraway.worker.queues=io:10000\ncaraway.queue.io.threads=virtual\n",
                WaitingTasks.class,
                WaitingNote.class,
                WaitingResource.class,
                LatencyApplication.class));
        try (PostgresDatabase database = PostgresDatabase.start();
                PayaraProcess server = PayaraProcess.start(ServerSettings.onPostgres("virtual", war, database)
                        .on(jdk.orElseThrow())
                        .withJvmOption("-Xmx1g"))) {
            URI waiting = server.base().resolve("api/waiting");
            send(HttpRequest.newBuilder(URI.create(waiting + "?count=" + TASKS)).POST(BodyPublishers.noBody()));

            await("all have run")
                    .atMost(PATIENCE)
                    .until(() -> database.count("SELECT COUNT(*) FROM caraway_finished") == TASKS);

            assertThat(database.count("SELECT COUNT(*) FROM caraway_finished WHERE state = 'SUCCESS' AND attempt = 1"
                            + " AND result #>> '{}' = 'true true true true true'"))
                    .as("tasks that had thread, naming, class loader, request and task context")
                    .isEqualTo(TASKS);
            assertThat(Integer.parseInt(send(HttpRequest.newBuilder(waiting))))
                    .as("tasks that waited at the same time")
                    .isGreaterThan(TASKS / 20);
            System.out.println(TASKS + " tasks that wait for a second each took "
                    + database.count("SELECT extract(epoch FROM max(finished_at) - min(started_at)) * 1000"
                            + " FROM caraway_finished")
                    + " ms on virtual threads");
        }
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }
}
