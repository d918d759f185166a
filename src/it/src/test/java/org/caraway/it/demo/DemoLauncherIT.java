package org.caraway.it.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.caraway.it.harness.Ports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code mvn -Pdemo} starts the demo, prints the URLs, and leaves no server process running. */
class DemoLauncherIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final int port = Ports.free();
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void theLastLinesSayWhereToGoAndHowToSignIn() throws Exception {
        try (DemoRun demo = DemoRun.start(onPort()).awaitUp()) {
            String login = demo.lineOf("Sign in").replaceFirst("   .*", "").replace(" / ", ":");

            for (String what : new String[] {"Page", "REST", "OpenAPI", "Health"}) {
                assertThat(status(demo.lineOf(what), login)).as(what).isEqualTo(200);
            }
            assertThat(status(demo.lineOf("REST"), "operator:wrong")).isEqualTo(401);
            assertThat(demo.text().strip().lines()).hasSizeLessThan(20).last().isEqualTo("    Stop      Ctrl-C");
            assertThat(Path.of(demo.lineOf("Log"))).content().contains("ready in");
        }
    }

    @Test
    void aPasswordThatWasGivenIsNotRepeated() throws Exception {
        String password = "of-the-environment";

        try (DemoRun demo =
                DemoRun.start(onPort("DEMO_OPERATOR_PASSWORD", password)).awaitUp()) {
            assertThat(demo.lineOf("Sign in")).isEqualTo("operator / the password in DEMO_OPERATOR_PASSWORD");
            assertThat(demo.text()).doesNotContain(password);
            assertThat(status(demo.lineOf("REST"), "operator:" + password)).isEqualTo(200);
        }
    }

    @Test
    void theServerHasStoppedWhenTheTerminatedCommandEnds() throws Exception {
        try (DemoRun demo = DemoRun.start(onPort()).awaitUp()) {
            assertThat(demo.children()).hasSize(2).allMatch(ProcessHandle::isAlive);

            demo.terminate();
            demo.awaitEnd();

            assertThat(demo.children()).noneMatch(ProcessHandle::isAlive);
            assertThat(demo.text().strip()).endsWith("The demo has stopped.").doesNotContain("Exception");
            assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void theServerStopsWhenTheCommandIsKilled() throws Exception {
        try (DemoRun demo = DemoRun.start(onPort()).awaitUp()) {
            demo.kill();

            await("launcher and server end").atMost(PATIENCE).until(() -> demo.children().stream()
                    .noneMatch(ProcessHandle::isAlive));
            assertThat(demo.text().strip()).endsWith("The demo has stopped.");
            assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void aPortInUseIsReportedWithTheFix() throws Exception {
        try (ServerSocket taker = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                DemoRun demo = DemoRun.start(onPort())) {
            assertThat(demo.awaitEnd()).isEqualTo(1);

            assertThat(demo.text())
                    .contains("Port " + taker.getLocalPort() + " ")
                    .contains("DEMO_PORT=8081 mvn -Pdemo")
                    .doesNotContain("\tat ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "0", "65536"})
    void aPortThatIsNoneIsToldWithTheFix(String text) throws Exception {
        try (DemoRun demo = DemoRun.start(Map.of("DEMO_PORT", text))) {
            assertThat(demo.awaitEnd()).isEqualTo(1);

            assertThat(demo.text()).contains("DEMO_PORT is '" + text + "'; set it to a port from 1 to 65535.");
        }
    }

    @Test
    void anUnavailableDatabaseIsReportedWithTheLog() throws Exception {
        String database = "127.0.0.1:" + Ports.free();
        Map<String, String> environment = onPort(
                "DEMO_DB_URL", "jdbc:postgresql://" + database + "/demo", "DEMO_DB_USER", "u", "DEMO_DB_PASSWORD", "p");

        try (DemoRun demo = DemoRun.start(environment)) {
            assertThat(demo.awaitEnd()).isEqualTo(1);

            assertThat(demo.text())
                    .contains("could not deploy the application")
                    .contains("Connection to " + database + " refused")
                    .containsPattern("The whole log: .*server\\.log")
                    .doesNotContain("\tat ");
            assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
        }
    }

    private Map<String, String> onPort(String... more) {
        Map<String, String> environment = new HashMap<>(Map.of("DEMO_PORT", Integer.toString(port)));
        for (int index = 0; index < more.length; index += 2) {
            environment.put(more[index], more[index + 1]);
        }
        return environment;
    }

    private int status(String url, String login) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(PATIENCE)
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(login.getBytes(UTF_8)))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private void connect() throws IOException {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
    }
}
