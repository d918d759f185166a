package org.caraway.web.internal.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.caraway.TaskState;
import org.caraway.web.internal.access.Access;
import org.caraway.web.internal.http.Answer;
import org.caraway.web.internal.http.CallerPlaces;
import org.caraway.web.internal.http.Problem;
import org.caraway.web.internal.http.Refusal;
import org.caraway.web.internal.http.Requests;
import org.caraway.web.internal.http.Route;
import org.caraway.web.internal.http.WebRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiveRoutesTest {

    private static final String[] HANDSHAKE = {
        "Upgrade", "websocket",
        "Connection", "keep-alive, Upgrade",
        "Sec-WebSocket-Version", "13",
        "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="
    };

    private final FakeFeed feed = new FakeFeed();
    private final FakeTasks tasks = new FakeTasks();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final LiveHub hub = new LiveHub(tasks, feed, threads);
    private final Access all = new Access(Set.of("reader"), Set.of("submitter"), Set.of("operator"));
    private Access access = all;
    private final TestConnection connection = new TestConnection();

    @AfterEach
    void stop() {
        hub.stop();
        threads.shutdownNow();
    }

    private static WebRequest as(String role, WebRequest plain) {
        return new WebRequest(
                plain.method(),
                plain.path(),
                plain.root(),
                plain.rawQuery(),
                plain.headers(),
                plain.body(),
                Requests.as("ann", role));
    }

    private final CallerPlaces places = new CallerPlaces();

    private Answer ask(String role, String address, String... headers) {
        WebRequest request = as(role, Requests.of("GET", address, headers));
        LiveRoutes routes = new LiveRoutes(
                tasks, access, new LiveRoutes.Hub(hub, 10, places, 3), subscriber -> subscriber.connected(connection));
        Route route = routes.routes().stream()
                .filter(one -> one.template().equals(request.path()))
                .findFirst()
                .orElseThrow();
        return route.handler().handle(request, Map.of());
    }

    private Problem refusal(String role, String address, String... headers) {
        return catchThrowableOfType(Refusal.class, () -> ask(role, address, headers))
                .problem();
    }

    @Test
    void readersFollowEveryTaskAndEveryChange() {
        UUID id = tasks.add("bob");

        assertThat(ask("reader", "events?task=" + id).status()).isEqualTo(200);
        connection.await("PENDING");
        assertThat(ask("reader", "events?queue=mail&name=A&name=B").status()).isEqualTo(200);
    }

    @Test
    void submittersFollowTheirOwnTasksAndNothingElse() {
        followsOwnTasksOnly("submitter");
    }

    @Test
    void withOwnTasksOnlyReadersDoSoToo() {
        access = all.withOwnTasksOnly();

        followsOwnTasksOnly("reader");
    }

    private void followsOwnTasksOnly(String role) {
        UUID own = tasks.add("ann");
        UUID foreign = tasks.add("bob");

        assertThat(ask(role, "events?task=" + own).status()).isEqualTo(200);
        assertThat(refusal(role, "events?task=" + own + "&task=" + foreign).code())
                .isEqualTo("no-such-task");
        assertThat(refusal(role, "live?task=" + foreign, HANDSHAKE).code()).isEqualTo("no-such-task");
    }

    @ParameterizedTest
    @ValueSource(strings = {"events", "events?queue=default", "live?name=Tasks.go"})
    void ofChangesTheyAreToldThoseOfTheirOwnTasks(String address) {
        access = all.withOwnTasksOnly();
        ask("reader", address, HANDSHAKE);

        UUID nobodys = UUID.randomUUID();
        UUID foreign = UUID.randomUUID();
        UUID own = UUID.randomUUID();
        feed.started(nobodys, "Tasks.go", "default");
        feed.startedFor("bob", foreign);
        feed.startedFor("ann", own);

        assertThat(connection.await(own.toString())).doesNotContain(foreign.toString(), nobodys.toString());
    }

    @Test
    void operatorsFollowEveryChangeAllTheSame() {
        access = all.withOwnTasksOnly();
        ask("operator", "events");
        UUID foreign = UUID.randomUUID();

        feed.startedFor("bob", foreign);

        connection.await(foreign.toString());
    }

    @Test
    void aTaskThatIsNotThereIsNotFollowed() {
        UUID unknown = UUID.randomUUID();

        assertThat(refusal("reader", "events?task=" + unknown).status()).isEqualTo(404);
        assertThat(refusal("reader", "live?task=" + unknown, HANDSHAKE).status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "events?task=42",
                "events?tasks=a",
                "events?queue=",
                "events?after=1&after=2",
                "events?task=01a1fd2c-d609-74a5-95d7-a725dc43b294&queue=mail",
            })
    void whatIsMalformedIsRefused(String address) {
        assertThat(refusal("reader", address).status()).isEqualTo(400);
    }

    @Test
    void aPositionThatTheFeedDoesNotHaveIsRefusedInTheWordsOfTheRequest() {
        Problem refused = refusal("reader", "events?after=x");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.errors()).singleElement().satisfies(field -> {
            assertThat(field.pointer()).isEqualTo("after");
            assertThat(field.detail()).isEqualTo("Give the id of an event of this stream, or leave it out");
        });
    }

    @Test
    void moreThanAHundredAreTooMany() {
        StringBuilder address = new StringBuilder("events?task=" + UUID.randomUUID());
        for (int i = 0; i < 100; i++) {
            address.append("&task=").append(UUID.randomUUID());
        }

        assertThat(refusal("reader", address.toString()).errors())
                .singleElement()
                .satisfies(field -> assertThat(field.detail()).isEqualTo("Give at most 100"));
    }

    @Test
    void whoHasSeenTheEndNeedNotComeBack() {
        UUID id = tasks.add("ann");
        tasks.is(id, TaskState.SUCCESS);
        ask("reader", "events?task=" + id);
        String events = connection.await("event: complete");
        String last = events.replaceAll("(?s).*id: (\\w+).*", "$1");

        assertThat(ask("reader", "events?task=" + id, "Last-Event-ID", last).status())
                .isEqualTo(204);
        assertThat(ask("reader", "events?task=" + id, "Last-Event-ID", "other").status())
                .isEqualTo(200);
    }

    @Test
    void theHeaderOfABrowserThatComesBackGoesBeforeItsAddress() {
        feed.started(UUID.randomUUID(), "Tasks.go", "default");
        feed.started(UUID.randomUUID(), "Tasks.go", "default");

        ask("reader", "events?after=0", "Last-Event-ID", "1");

        assertThat(connection.await("id: 2\n")).doesNotContain("id: 1\n");
    }

    @Test
    void anUpgradeIsAnsweredAsTheStandardShowsIt() {
        Answer answer = ask("reader", "live", HANDSHAKE);

        assertThat(answer.status()).isEqualTo(101);
        assertThat(answer.headers())
                .containsEntry("Upgrade", "websocket")
                .containsEntry("Connection", "Upgrade")
                .containsEntry("Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    @ParameterizedTest
    @CsvSource({
        "0, h2c",
        "1, close",
        "2, 8",
        "3, dGhlIHNhbXBsZSBub25jZQ",
        "3, short",
        "3, ''",
    })
    void whatIsNoUpgradeIsRefused(int header, String value) {
        String[] headers = HANDSHAKE.clone();
        headers[2 * header + 1] = value;

        assertThat(refusal("reader", "live", headers).status()).isEqualTo(400);
        assertThat(feed.listeners()).isZero();
    }

    @Test
    void oneCallerTakesNoMoreThanItsPlaces() {
        ask("reader", "events");
        ask("submitter", "events");
        ask("operator", "live", HANDSHAKE);

        Problem refused = refusal("reader", "events");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.headers()).containsKey("Retry-After");
        assertThat(places.take(Requests.as("bob"), 3)).isTrue();
    }

    @Test
    void aPlaceIsFreeAgainWhenItsClientHasGone() {
        List<Subscriber> clients = new ArrayList<>();
        LiveRoutes routes = new LiveRoutes(tasks, access, new LiveRoutes.Hub(hub, 10, places, 1), clients::add);
        WebRequest request = as("reader", Requests.of("GET", "events"));
        Route.Handler events = routes.routes().get(0).handler();

        for (int i = 0; i < 3; i++) {
            assertThat(events.handle(request, Map.of()).status()).isEqualTo(200);
            clients.get(i).disconnected();
        }
    }

    @Test
    void tasksThatOwnTasksEnqueuedAreFollowedOnlyIfThatIsAllowed() {
        UUID child = tasks.addBelow("ann");

        assertThat(refusal("submitter", "events?task=" + child).status()).isEqualTo(404);
        access = all.withDescendants();
        assertThat(ask("submitter", "events?task=" + child).status()).isEqualTo(200);
    }

    @Test
    void whoseConnectionCannotBeMadeLeavesNothingBehind() {
        LiveRoutes broken = new LiveRoutes(tasks, access, new LiveRoutes.Hub(hub, 1, places, 3), subscriber -> {
            throw new IllegalStateException("no async here");
        });
        WebRequest request = as("reader", Requests.of("GET", "events"));

        assertThatThrownBy(() -> broken.routes().get(0).handler().handle(request, Map.of()))
                .isInstanceOf(IllegalStateException.class);
        assertThat(ask("reader", "events").status()).isEqualTo(200);
    }

    @Test
    void beforeTheStartThereIsNothingToFollow() {
        LiveRoutes early = new LiveRoutes(tasks, access, new LiveRoutes.Hub(null, 1, places, 3), Connector.NONE);
        WebRequest request = as("reader", Requests.of("GET", "events"));

        Refusal refusal = catchThrowableOfType(
                Refusal.class, () -> early.routes().get(0).handler().handle(request, Map.of()));

        assertThat(refusal.problem().status()).isEqualTo(503);
    }
}
