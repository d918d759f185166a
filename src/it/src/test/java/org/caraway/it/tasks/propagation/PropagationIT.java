package org.caraway.it.tasks.propagation;

import static org.assertj.core.api.Assertions.assertThat;

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

/** Values of a request that the tasks which it enqueues receive. */
@ArquillianTest
@RunAsClient
class PropagationIT {

    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @ArquillianResource
    @SuppressWarnings("NullAway.Init") // injected
    private URL application;

    @Deployment
    static WebArchive application() {
        return TestWar.of(
                "propagation",
                "",
                CallerTenant.class,
                ChannelPropagator.class,
                PropagationTasks.class,
                PropagationResource.class,
                PropagationResource.Opened.class);
    }

    @Test
    void whatTheRequestHeldIsInItsTasksAndInTheirs() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(application + "api/calls"))
                .timeout(Duration.ofMinutes(1))
                .header("Accept-Language", "de-AT")
                .header("traceparent", TRACE)
                .header("X-Tenant", "north")
                .header("X-Channel", "shop")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();

        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

        String seen = "north shop de-AT " + TRACE + " -";
        assertThat(answer.body().lines()).containsExactly(seen, seen, "none - - - -");
    }

    @Test
    void theWebJarOpensNothingByItself() throws IOException, InterruptedException {
        assertThat(application().getContent().keySet())
                .as("what the application is made of")
                .anyMatch(path -> path.get().contains("/caraway-web-"));

        for (String path :
                List.of("caraway", "caraway/tasks", "api/caraway", "api/caraway/tasks", "api/tasks", "tasks")) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(404);
        }
        assertThat(get("api/application.wadl").body())
                .as("resources that JAX-RS knows")
                .contains("path=\"calls\"")
                .containsOnlyOnce("<resource ");
        assertThat(get("/openapi").body())
                .as("what MicroProfile OpenAPI knows")
                .contains("calls")
                .doesNotContainIgnoringCase("caraway");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(application.toString()).resolve(path))
                .timeout(Duration.ofMinutes(1))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
