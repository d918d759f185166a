package org.caraway.it.nodes.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.caraway.it.harness.JaxRsApplication;
import org.caraway.it.harness.Jdks;
import org.caraway.it.harness.PayaraProcess;
import org.caraway.it.harness.PostgresDatabase;
import org.caraway.it.harness.ServerSettings;
import org.caraway.it.harness.TestWar;
import org.junit.jupiter.api.Test;

/**
 * Tasks on virtual threads inside the server, on one worker: ten thousand that wait for each other, then as many that
 * wait for a second each. Prints how long those took, from the first start to the last end by the database's clock.
 * Needs a JDK of version 21 or newer, its own or one beside it.
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
                JaxRsApplication.class));
        try (PostgresDatabase database = PostgresDatabase.start();
                PayaraProcess server = PayaraProcess.start(ServerSettings.onPostgres("virtual", war, database)
                        .on(jdk.orElseThrow())
                        .withJvmOption("-Xmx1g"))) {
            run(server, "meet");
            awaitAll(database);
            assertThat(database.count(
                            "SELECT COUNT(*) FROM caraway_finished WHERE attempt = 1 AND result #>> '{}' = 'true'"))
                    .as("tasks that waited while all others did")
                    .isEqualTo(TASKS);
            database.execute("TRUNCATE caraway_finished");

            run(server, "second");
            awaitAll(database);
            assertThat(database.count("SELECT COUNT(*) FROM caraway_finished WHERE state = 'SUCCESS' AND attempt = 1"
                            + " AND result #>> '{}' = 'true true true true true true'"))
                    .as("tasks that had thread, naming, class loader, request and task context on a virtual thread")
                    .isEqualTo(TASKS);
            System.out.println(TASKS + " tasks that wait for a second each took "
                    + database.count("SELECT extract(epoch FROM max(finished_at) - min(started_at)) * 1000"
                            + " FROM caraway_finished")
                    + " ms on virtual threads");
        }
    }

    private static void awaitAll(PostgresDatabase database) {
        await("all have run")
                .atMost(PATIENCE)
                .until(() -> database.count("SELECT COUNT(*) FROM caraway_finished") == TASKS);
    }

    private void run(PayaraProcess server, String kind) throws Exception {
        URI waiting = server.base().resolve("api/waiting/" + kind + "?count=" + TASKS);
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(waiting).POST(BodyPublishers.noBody()).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
}
