package org.caraway.it.tasks.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.caraway.it.harness.Build;
import org.caraway.it.harness.TestWar;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** Log lines about tasks, and log records stored with tasks. */
@ArquillianTest
@RunAsClient
class LogIT {

    private static final String CONFIGURATION = """
            caraway.capture-logs=info
            caraway.propagate-log-fields=orderId
            caraway.log-steps=info
            caraway.log-arguments=true
            """;

    private final HttpClient http = HttpClient.newHttpClient();

    @ArquillianResource
    @SuppressWarnings("NullAway.Init") // injected
    private URL application;

    @Deployment
    static WebArchive application() {
        WebArchive archive =
                TestWar.lean("logs", CONFIGURATION, LogTasks.class, LogResource.class, LogResource.Opened.class);
        Stream.of("slf4j-api.jar", "slf4j-jdk14.jar")
                .map(Build::serverFile)
                .forEach(library -> archive.addAsLibrary(library.toFile()));
        return archive;
    }

    @Test
    void theTaskKnowsWhoseLogItWritesAndItsLogIsKept() throws IOException, InterruptedException {
        List<String> answer = send("POST", "/logs/api/logs").lines().toList();

        assertThat(answer.get(1))
                .isEqualTo("true {caraway.queue=default, caraway.task.attempt=1, caraway.task.name=LogTasks.log,"
                        + " orderId=42}");
        await("the lines are written").atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(
                        send("GET", "/logs/api/logs/" + answer.get(0)).lines())
                .containsExactly(
                        "1 null null own", "1 WARNING shop.Platform platform", "1 INFO shop.Facade facade to a@b"));
    }

    private String send(String method, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(application.toString()).resolve(path))
                .timeout(Duration.ofMinutes(1))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
}
