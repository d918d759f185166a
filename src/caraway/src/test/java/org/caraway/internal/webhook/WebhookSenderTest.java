package org.caraway.internal.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookSenderTest {

    private static final WebhookSecret SECRET = WebhookSecret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    /** A message as it was received. */
    private record Received(String id, long second, String signature, String body) {}

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    WebhookSenderTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void start() {
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            received.add(new Received(
                    exchange.getRequestHeaders().getFirst("webhook-id"),
                    Long.parseLong(exchange.getRequestHeaders().getFirst("webhook-timestamp")),
                    exchange.getRequestHeaders().getFirst("webhook-signature"),
                    body));
            String path = exchange.getRequestURI().getPath();
            if (path.equals("/never")) {
                over.await(1, TimeUnit.MINUTES);
            }
            if (path.equals("/redirect")) {
                exchange.getResponseHeaders().set("Location", "/200");
            }
            exchange.sendResponseHeaders(path.matches("/\\d+") ? Integer.parseInt(path.substring(1)) : 302, -1);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private WebhookSender sender(boolean intranet) {
        return sender(intranet, Duration.ofMinutes(1));
    }

    private WebhookSender sender(boolean intranet, Duration timeout) {
        String host = "127.0.0.1:" + server.getAddress().getPort();
        return new WebhookSender(new WebhookSettings(new WebhookTargets(Set.of(host), intranet), SECRET), timeout);
    }

    @Test
    void signsWhatItSends() throws Exception {
        long before = Instant.now().getEpochSecond();
        sender(true).send(at("/204"), "id-1", "{\"type\":\"task.succeeded\",\"ä\":1}");

        assertThat(received).singleElement().satisfies(message -> {
            assertThat(message.id()).isEqualTo("id-1");
            assertThat(message.second()).isBetween(before, Instant.now().getEpochSecond());
            assertThat(message.body()).isEqualTo("{\"type\":\"task.succeeded\",\"ä\":1}");
            assertThat(message.signature()).isEqualTo(SECRET.sign("id-1", message.second(), message.body()));
        });
    }

    /** The test vector of the reference implementations of Standard Webhooks. */
    @Test
    void signsAsTheSpecificationSays() {
        assertThat(SECRET.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assertThat(WebhookSecret.of("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").sign("a", 1, "{}"))
                .isEqualTo(SECRET.sign("a", 1, "{}"));
    }

    @Test
    void refusalsAreReportedSoThatTheyAreRetried() {
        for (String status : List.of("/500", "/404", "/301")) {
            assertThatThrownBy(() -> sender(true).send(at(status), "id", "{}"))
                    .isInstanceOf(WebhookFailedException.class)
                    .hasMessage(
                            "127.0.0.1 answered " + status.substring(1) + " and not 2xx; redirects are not followed");
        }
        assertThat(received).hasSize(3);
    }

    @Test
    void aReceiverThatIsGoneGetsNoMore() {
        assertThatThrownBy(() -> sender(true).send(at("/410"), "id", "{}"))
                .isInstanceOf(WebhookRefusedException.class)
                .hasMessageStartingWith("127.0.0.1 answered 410");
    }

    @Test
    void redirectsAreNotFollowed() {
        assertThatThrownBy(() -> sender(true).send(at("/redirect"), "id", "{}"))
                .isInstanceOf(WebhookFailedException.class);
        assertThat(received).hasSize(1);
    }

    @Test
    void aReceiverThatNeverAnswersIsLeft() {
        assertThatThrownBy(() -> sender(true, Duration.ofMillis(200)).send(at("/never"), "id", "{}"))
                .isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void nothingIsSentToWhatIsNotAllowed() {
        assertThatThrownBy(() -> sender(false).send(at("/200"), "id", "{}"))
                .isInstanceOf(WebhookRefusedException.class)
                .hasMessageContaining("has the scheme http and not https");
        assertThatThrownBy(() -> sender(true).send(URI.create("http://127.0.0.1:1/"), "id", "{}"))
                .isInstanceOf(WebhookRefusedException.class)
                .hasMessage("No webhook is sent: the host 127.0.0.1:1 is not allowed; add it to"
                        + " caraway.webhook.allowed-hosts");
        assertThat(received).isEmpty();
    }

    @Test
    void aSecretIsCheckedAndNotShown() {
        assertThatThrownBy(() -> WebhookSecret.of("c2hvcnQ=")).hasMessage("has 5 bytes");
        assertThatThrownBy(() -> WebhookSecret.of("not base 64!")).hasMessage("is not Base64");
        assertThat(SECRET).hasToString("***");
    }
}
