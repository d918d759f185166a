package org.caraway.it.web.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.caraway.it.harness.RestClient.assertProblem;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.caraway.it.harness.EventReader;
import org.caraway.it.harness.PayaraProcess;
import org.caraway.it.harness.PostgresDatabase;
import org.caraway.it.harness.RestClient;
import org.caraway.it.harness.ServerSettings;
import org.caraway.it.harness.TestWar;
import org.caraway.it.web.rest.RestApplication;
import org.caraway.it.web.rest.RestOperations;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Tasks that run on one node are followed on another, which runs none. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveIT {

    private static final int FLOOD = 4_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern EVENT = Pattern.compile("id: (\\S+)\nevent: change\ndata: .*\n\n");

    @SuppressWarnings("NullAway.Init") // set before all tests
    private PostgresDatabase database;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private PayaraProcess worker;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private PayaraProcess web;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private RestClient submitter;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private RestClient reader;

    @BeforeAll
    void start() throws Exception {
        database = PostgresDatabase.start();
        Path closed = TestWar.write(TestWar.lean(
                "live-closed",
                "caraway.worker.queues=default:8,flood:8\n",
                LiveTasks.class,
                RestApplication.class,
                RestApplication.Users.class,
                RestApplication.Own.class,
                RestApplication.OwnErrors.class));
        Path open = TestWar.write(TestWar.lean(
                "live-open",
                "caraway.worker.enabled=false\n",
                LiveTasks.class,
                RestOperations.class,
                RestApplication.class,
                RestApplication.Users.class,
                RestApplication.Own.class,
                RestApplication.OwnErrors.class));
        worker = PayaraProcess.start(ServerSettings.onPostgres("live-worker", closed, database));
        web = PayaraProcess.start(ServerSettings.onPostgres("live-web", open, database));
        submitter = new RestClient(web.base().resolve("api/"), "submitter");
        reader = submitter.as("reader");
    }

    @AfterAll
    void stop() throws Exception {
        web.close();
        worker.close();
        database.close();
    }

    @Test
    void aTaskOfAnotherNodeIsFollowedUntilItsEnd() {
        String id = submitter.submit("LiveTasks.step", "[200, 50]");
        String path = "caraway/events?task=" + id;
        EventReader events = EventReader.follow(submitter, path);

        assertThat(events.awaitEnd()).isTrue();

        assertThat(events.response().statusCode()).isEqualTo(200);
        assertThat(RestClient.header(submitter.get("caraway/tasks/" + id), "Content-Type"))
                .startsWith("application/json");
        assertThat(events.response().headers().firstValue("Content-Type").orElse(""))
                .isEqualTo("text/event-stream;charset=UTF-8");
        List<EventReader.Event> received = events.events();
        assertThat(received).hasSizeGreaterThan(3);
        assertThat(received).anySatisfy(event -> assertThat(event.data())
                .contains("\"status\":\"PROGRESS\"", "\"message\":\"step ", "\"partialResult\":["));
        assertThat(received.get(received.size() - 2).data()).contains("\"id\":\"" + id + "\"", "\"state\":\"SUCCESS\"");
        assertThat(received.get(received.size() - 1).name()).isEqualTo("complete");
        HttpResponse<String> again = submitter.get(
                path, "Last-Event-ID", received.get(received.size() - 2).id());
        assertThat(again.statusCode()).as("a browser does not come back").isEqualTo(204);
    }

    @Test
    void everyChangeIsFollowedAndGoneOnWithAfterABreak() {
        try (EventReader all = EventReader.follow(reader, "caraway/events?name=LiveTasks.step")) {
            assertThat(all.response().statusCode()).isEqualTo(200);
            String first = awaitFirst(all);
            String id = submitter.submit("LiveTasks.step", "[3, 200]");
            EventReader.Event started = all.await(event -> isOf(event, id, "STARTED"));
            EventReader.Event ended = all.await(event -> isOf(event, id, "SUCCEEDED"));

            try (EventReader rest =
                    EventReader.follow(reader, "caraway/events?name=LiveTasks.step", "Last-Event-ID", started.id())) {
                rest.await(event -> event.equals(ended));
                List<EventReader.Event> expected = all.events();
                assertThat(rest.events())
                        .containsExactlyElementsOf(expected.subList(
                                expected.indexOf(started) + 1,
                                expected.indexOf(started) + 1 + rest.events().size()));
            }
            assertThat(first).isNotEqualTo(id);
        }
    }

    /** Nodes publish nothing without a subscriber; until they detect one, tasks finish without events. */
    private String awaitFirst(EventReader events) {
        String[] id = new String[1];
        await("the node of the worker publishes events").atMost(PATIENCE).until(() -> {
            id[0] = submitter.submit("LiveTasks.step", "[1, 1]");
            submitter.awaitState(id[0], "SUCCESS");
            return events.events().stream().anyMatch(event -> event.data().contains("\"change\":\"SUCCEEDED\""));
        });
        return id[0];
    }

    private static boolean isOf(EventReader.Event event, String id, String change) {
        return event.name().equals("change")
                && event.data().contains("\"id\":\"" + id + "\"")
                && event.data().contains("\"change\":\"" + change + "\"");
    }

    @Test
    void aWebSocketTellsTheSame() {
        String id = submitter.submit("LiveTasks.step", "[10, 50]");
        SocketReader socket = SocketReader.follow(submitter, "caraway/live?task=" + id);

        socket.socket()
                .sendPing(ByteBuffer.wrap("there?".getBytes(StandardCharsets.UTF_8)))
                .thenCompose(sent -> sent.sendText("ignored", true))
                .join();

        assertThat(socket.awaitPong()).isEqualTo("there?");
        assertThat(socket.awaitClose()).isEqualTo(WebSocket.NORMAL_CLOSURE);
        List<String> messages = socket.messages();
        assertThat(messages).hasSizeGreaterThan(1);
        assertThat(messages.get(messages.size() - 1))
                .startsWith("{\"id\":\"")
                .contains("\"event\":\"status\",\"data\":{\"id\":\"" + id + "\",\"state\":\"SUCCESS\"");
    }

    @Test
    void aClientMayCloseItsWebSocket() {
        SocketReader socket = SocketReader.follow(reader, "caraway/live?queue=mail");

        socket.socket().sendClose(WebSocket.NORMAL_CLOSURE, "enough").join();

        assertThat(socket.awaitClose()).isEqualTo(WebSocket.NORMAL_CLOSURE);
    }

    @Test
    void nobodyFollowsWhatIsNotTheirBusiness() {
        String foreign = submitter.as("submitter2").submit("LiveTasks.step", "[1, 1]");
        RestClient nobody = submitter.as("");

        assertProblem(nobody.get("caraway/events"), 401, "unauthenticated");
        assertProblem(submitter.get("caraway/events?task=" + foreign), 404, "no-such-task");
        assertProblem(submitter.as("stranger").get("caraway/events"), 403, "forbidden");
        assertProblem(reader.get("caraway/events?tsk=1"), 400, "bad-request");
        assertProblem(reader.get("caraway/events?after=nowhere"), 400, "bad-request");
        assertProblem(reader.post("caraway/events", ""), 405, "method-not-allowed");
        assertProblem(
                reader.send(reader.request("caraway/live").PUT(BodyPublishers.noBody())), 405, "method-not-allowed");
        assertProblem(reader.get("caraway/live"), 400, "bad-request");
        assertThat(SocketReader.follow(nobody, "caraway/live").status()).isEqualTo(401);
        assertThat(SocketReader.follow(submitter.as("stranger"), "caraway/live").status())
                .isEqualTo(403);
        assertThat(SocketReader.follow(submitter, "caraway/live?task=" + foreign)
                        .status())
                .isEqualTo(404);
        assertThat(SocketReader.follow(reader, "caraway/live", "Origin", "https://evil.example")
                        .status())
                .as("a page of another site")
                .isEqualTo(403);
    }

    @Test
    void whereNoClassOpensItNothingIsThere() {
        RestClient closed = new RestClient(worker.base().resolve("api/"), "operator");
        RestClient root = new RestClient(worker.base(), "operator");

        for (String path : List.of("caraway/events", "caraway/live", "events", "live")) {
            assertThat(closed.get(path).statusCode())
                    .as("the application's own answer at api/" + path)
                    .isEqualTo(418);
            assertThat(SocketReader.follow(closed, path).status())
                    .as("api/" + path)
                    .isEqualTo(418);
            assertThat(root.get(path).statusCode()).as(path).isEqualTo(404);
            assertThat(SocketReader.follow(root, path).status()).as(path).isEqualTo(404);
        }
    }

    @Test
    void whoDoesNotReadIsDroppedWhileOthersGoOn() throws Exception {
        String filter = "?name=LiveTasks.publish&name=LiveTasks.step";
        try (EventReader keen = EventReader.follow(reader, "caraway/events" + filter);
                LazyReader lazy = LazyReader.ofEvents(reader, "caraway/events" + filter);
                LazyReader lazySocket = LazyReader.ofWebSocket(reader, "caraway/live" + filter)) {
            assertThat(keen.response().statusCode()).isEqualTo(200);
            awaitFirst(keen);
            submitter.submit("LiveTasks.flood", "[" + FLOOD + "]");
            await("the fast client has received each final change")
                    .atMost(PATIENCE)
                    .until(() -> ends(keen) == FLOOD);
            List<EventReader.Event> expected = keen.events();

            String late = submitter.submit("LiveTasks.step", "[1, 1]");
            assertThat(EventReader.follow(submitter, "caraway/events?task=" + late)
                            .awaitEnd())
                    .isTrue();
            String got = lazy.readAll();
            String last = EVENT.matcher(got)
                    .results()
                    .reduce((one, next) -> next)
                    .map(match -> match.group(1))
                    .orElseThrow();

            System.out.println("MEASURED lazy " + got.length() + " last index " + indexOf(expected, last) + " of "
                    + expected.size());
            assertThat((long) got.length()).isLessThan(keen.bytes());
            assertThat((long) lazySocket.readAll().length()).isLessThan(keen.bytes());
            assertThat(rest("caraway/events" + filter, last, expected.get(expected.size() - 1)))
                    .as("the events that the slow client receives after reconnecting")
                    .containsExactlyElementsOf(expected.subList(indexOf(expected, last) + 1, expected.size()));
        }
    }

    private static long ends(EventReader reader) {
        return reader.events().stream()
                .filter(event -> event.data().contains("\"name\":\"LiveTasks.publish\"")
                        && event.data().contains("\"change\":\"REJECTED\""))
                .count();
    }

    private static int indexOf(List<EventReader.Event> events, String id) {
        return events.stream().map(EventReader.Event::id).toList().indexOf(id);
    }

    /**
     * All up to this one, by a client that comes back as often as it is dropped: so much may come at once that it is.
     */
    private List<EventReader.Event> rest(String path, String after, EventReader.Event until) {
        List<EventReader.Event> rest = new ArrayList<>();
        String last = after;
        while (!rest.contains(until)) {
            try (EventReader again = EventReader.follow(reader, path, "Last-Event-ID", last)) {
                again.await(event -> true);
                await("the last, or the end")
                        .atMost(PATIENCE)
                        .until(() -> again.isOver() || again.events().contains(until));
                rest.addAll(again.events());
                last = rest.get(rest.size() - 1).id();
            }
        }
        return rest.subList(0, rest.indexOf(until) + 1);
    }
}
