package org.caraway.it.tasks.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.caraway.it.harness.TestWar;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** Values of a session that its tasks receive; the session does not change. */
@ArquillianTest
@RunAsClient
class SessionPropagationIT {

    private final HttpClient ada =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private final HttpClient bob =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private final HttpClient stranger = HttpClient.newHttpClient();

    @ArquillianResource
    @SuppressWarnings("NullAway.Init") // injected
    private URL application;

    @Deployment
    static WebArchive application() {
        return TestWar.of(
                "session",
                "",
                CallerDesk.class,
                CallerBasket.class,
                DeskTasks.class,
                DeskResource.class,
                DeskResource.Opened.class);
    }

    private HttpResponse<String> send(HttpClient client, String method, String path)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(application + "api/desk" + path))
                .timeout(Duration.ofMinutes(3))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    private String ask(HttpClient client, String method, String path) throws IOException, InterruptedException {
        return send(client, method, path).body();
    }

    @Test
    void theTaskHasACopyAndTheSessionKeepsItsOwn() throws Exception {
        ask(ada, "PUT", "/window");

        assertThat(ask(ada, "POST", "")).isEqualTo("window");
        assertThat(ask(ada, "GET", "")).isEqualTo("window");
        assertThat(ask(ada, "POST", "/delegated")).isEqualTo("from window");
        assertThat(ask(ada, "GET", "")).isEqualTo("window");
        assertThat(ask(ada, "PUT", "/window")).isEqualTo("sits with 2");
    }

    @Test
    void withoutASessionTheTaskFindsANewBeanAndNoSessionIsBegun() throws Exception {
        HttpResponse<String> answer = send(stranger, "POST", "");

        assertThat(answer.body()).isEqualTo("none");
        assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
    }

    @Test
    void nothingOfOneSessionReachesTheTasksOfAnother() throws Exception {
        ask(ada, "PUT", "/window");
        ask(bob, "PUT", "/door");

        List<String> found = new ArrayList<>();
        for (int round = 0; round < 5; round++) { // more than there are threads that could keep something
            found.add(ask(ada, "POST", ""));
            found.add(ask(stranger, "POST", ""));
            found.add(ask(bob, "POST", ""));
        }

        assertThat(found)
                .containsExactly(
                        "window", "none", "door", "window", "none", "door", "window", "none", "door", "window", "none",
                        "door", "window", "none", "door");
    }

    @Test
    void whatDoesNotTravelIsRefusedInTheTaskOnly() throws Exception {
        ask(ada, "PUT", "/window");

        assertThat(ask(ada, "POST", "/basket"))
                .startsWith(CallerBasket.class.getName() + " is @SessionScoped, and a task has no session; mark");
        assertThat(ask(ada, "PUT", "/window")).isEqualTo("sits with 2");
    }

    /** CDI ends the beans of a session at the end of the request that ends the session. */
    @Test
    void aSessionThatHasEndedGivesNothingToTheNextRequest() throws Exception {
        ask(ada, "PUT", "/window");

        assertThat(ask(ada, "DELETE", "")).isEqualTo("window");
        assertThat(ask(ada, "POST", "")).isEqualTo("none");
    }
}
