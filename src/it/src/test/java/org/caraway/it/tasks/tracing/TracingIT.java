package org.caraway.it.tasks.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.sdk.autoconfigure.spi.traces.ConfigurableSpanExporterProvider;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.caraway.it.harness.TestWar;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** One trace of a request, its task and the tasks of that task, by the server's MicroProfile Telemetry. */
@ArquillianTest
@RunAsClient
class TracingIT {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private final HttpClient client = HttpClient.newHttpClient();

    @ArquillianResource
    @SuppressWarnings("NullAway.Init") // injected
    private URL application;

    @Deployment
    static WebArchive application() {
        return TestWar.lean(
                        "tracing",
                        """
                        otel.sdk.disabled=false
                        otel.traces.exporter=memory
                        otel.bsp.schedule.delay=50
                        """,
                        TracingTasks.class,
                        TracingResource.class,
                        TracingResource.Opened.class,
                        SpanMemory.class)
                .addAsServiceProvider(ConfigurableSpanExporterProvider.class, SpanMemory.class);
    }

    @Test
    void aRequestAndItsTasksAreOneTrace() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(application + "api/traces"))
                .timeout(Duration.ofMinutes(1))
                .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
                .header("baggage", "tenant=north")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();

        String seen = client.send(request, HttpResponse.BodyHandlers.ofString()).body();

        await().atMost(Duration.ofMinutes(1)).until(() -> spans().size() >= 4);
        assertThat(spans()).allSatisfy(span -> assertThat(span.trace()).isEqualTo(TRACE));
        assertThat(span("process TracingTasks.parent").parent())
                .isEqualTo(span("enqueue TracingTasks.parent").id());
        assertThat(span("enqueue TracingTasks.child").parent())
                .isEqualTo(span("process TracingTasks.parent").id());
        assertThat(span("process TracingTasks.child").parent())
                .isEqualTo(span("enqueue TracingTasks.child").id());
        assertThat(seen).isEqualTo(span("process TracingTasks.child").id() + " north");
    }

    private Span span(String name) throws IOException, InterruptedException {
        return spans().stream()
                .filter(span -> span.name().equals(name))
                .findAny()
                .orElseThrow(() -> new AssertionError("There is no span " + name));
    }

    private List<Span> spans() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(application + "api/traces"))
                .timeout(Duration.ofMinutes(1))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString())
                .body()
                .lines()
                .map(Span::parse)
                .toList();
    }

    private record Span(String name, String trace, String id, String parent) {

        static Span parse(String line) {
            String[] parts = line.split("\\|", 4);
            return new Span(parts[0], parts[1], parts[2], parts[3]);
        }
    }
}
