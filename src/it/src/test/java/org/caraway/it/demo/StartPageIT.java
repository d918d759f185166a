package org.caraway.it.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.caraway.it.harness.Build;
import org.caraway.it.harness.PayaraProcess;
import org.caraway.it.harness.ServerSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Each call of curl on the start page gets the answer that the page shows, but for ids, times and numbers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StartPageIT {

    private static final String PAGE = "docs/start/try-the-demo.md";
    private static final String PASSWORD = "of-the-test";
    private static final String ID = "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @SuppressWarnings("NullAway.Init") // set before all tests
    private PayaraProcess server;

    private String task = "";

    @BeforeAll
    void startServer() {
        server = PayaraProcess.start(ServerSettings.onH2("demo-start-page", Build.serverFile("caraway-demo.war"))
                .with("DEMO_OPERATOR_PASSWORD", PASSWORD));
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    @Test
    void eachCallIsAnsweredAsThePageShows() throws Exception {
        List<CurlLine> calls = CurlLine.of(Files.readAllLines(Build.root().resolve(PAGE)));

        assertThat(calls).hasSizeGreaterThan(6);
        for (CurlLine call : calls) {
            if (call.onlyReads()) {
                await(String.join(" ", call.words())).atMost(PATIENCE).untilAsserted(() -> check(call));
            } else {
                check(call);
            }
        }
    }

    private void check(CurlLine call) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(call.request(this::adapt), HttpResponse.BodyHandlers.ofString());

        call.output().stream()
                .filter(line -> line.startsWith("HTTP/1.1 "))
                .forEach(line -> assertThat("HTTP/1.1 " + answer.statusCode()).isEqualTo(line.substring(0, 12)));
        List<String> objects = call.output().stream()
                .filter(line -> line.startsWith("{") && !line.contains("…"))
                .toList();
        if (objects.isEmpty()) {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
        for (String shown : objects) {
            JsonObject object = DemoClient.parsed(answer.body());
            assertThat(object.keySet()).containsAll(DemoClient.parsed(shown).keySet());
            remember(object);
        }
    }

    /** The task that an answer names is the one that later calls are about. */
    private void remember(JsonObject answer) {
        for (String member : List.of("task", "id")) {
            JsonValue value = answer.get(member);
            if (value != null && value.getValueType() == JsonValue.ValueType.STRING) {
                task = answer.getString(member);
                return;
            }
        }
    }

    private String adapt(String word) {
        return word.replace("http://127.0.0.1:8080/", server.base().toString())
                .replace("$DEMO_OPERATOR_PASSWORD", PASSWORD)
                .replaceAll(ID, task);
    }
}
