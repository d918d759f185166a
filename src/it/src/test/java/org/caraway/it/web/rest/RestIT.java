package org.caraway.it.web.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.caraway.it.harness.RestClient.assertProblem;
import static org.caraway.it.harness.RestClient.idOf;
import static org.caraway.it.harness.RestClient.idsOf;

import jakarta.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.caraway.it.harness.PayaraProcess;
import org.caraway.it.harness.RestClient;
import org.caraway.it.harness.RestartablePostgres;
import org.caraway.it.harness.ServerSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Tasks over HTTP, on a server with users of three roles. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestIT extends RestAccess {

    private static final String UNKNOWN = "caraway/tasks/01a1fd2c-d609-74a5-95d7-a725dc43b294";

    @SuppressWarnings("NullAway.Init") // set before all tests
    private RestartablePostgres database;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private PayaraProcess server;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private RestClient operator;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private RestClient submitter;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private RestClient reader;

    @BeforeAll
    void start() {
        database = RestartablePostgres.start("rest");
        server = PayaraProcess.start(ServerSettings.onPostgres("rest", RestWar.write(), database.url()));
        operator = new RestClient(server.base().resolve("api/"), "operator");
        submitter = operator.as("submitter");
        reader = operator.as("reader");
    }

    @Override
    RestClient as(String user) {
        return operator.as(user);
    }

    @AfterAll
    void stop() {
        server.close();
        database.close();
    }

    @Test
    void aTaskIsSubmittedFollowedAndItsResultRead() {
        HttpResponse<String> accepted =
                submitter.post("caraway/tasks/RestTasks.greet", "{\"arguments\": {\"name\": \"Ann\", \"times\": 2}}");
        String id = RestClient.object(accepted).getString("id");

        HttpResponse<String> result = submitter.get("caraway/tasks/" + id + "/result", "Prefer", "wait=20");

        assertThat(accepted.statusCode()).isEqualTo(202);
        assertThat(RestClient.header(accepted, "Location")).isEqualTo(server.base() + "api/caraway/tasks/" + id);
        assertThat(result.statusCode()).isEqualTo(200);
        assertThat(result.body()).isEqualTo("{\"greeting\":\"Hello Ann. Hello Ann.\"}");
        JsonObject document = RestClient.object(submitter.get("caraway/tasks/" + id));
        assertThat(document.getString("state")).isEqualTo("SUCCESS");
        assertThat(document.getString("createdBy")).isEqualTo("submitter");
        assertThat(document.get("arguments")).hasToString("[\"Ann\",2]");
        assertThat(document.getJsonObject("result").getString("greeting")).startsWith("Hello Ann.");
        assertThat(RestClient.object(submitter.get("caraway/tasks/" + id + "/attempts")))
                .hasToString("{\"attempts\":[]}");
        assertThat(submitter.get("caraway/tasks/" + id + "/log").body()).contains("\"line\":\"greeting\"");
        String tag = RestClient.header(submitter.get("caraway/tasks/" + id), "ETag");
        assertThat(submitter.get("caraway/tasks/" + id, "If-None-Match", tag).statusCode())
                .isEqualTo(304);
        assertThat(submitter
                        .get("caraway/tasks/" + id, "If-None-Match", "\"x\"")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aResultOfNothingHasNoContentAndSecretsAreMasked() {
        String id = submitter.submit("RestTasks.hush", "[\"s3cret\"]");

        HttpResponse<String> result = submitter.get("caraway/tasks/" + id + "/result", "Prefer", "wait=20");

        assertThat(result.statusCode()).isEqualTo(204);
        assertThat(operator.get("caraway/tasks/" + id).body())
                .contains("\"arguments\":[\"***\"]", "\"progress\":{\"current\":1,\"total\":1,\"message\":\"hushed\"}")
                .doesNotContain("s3cret");
    }

    @Test
    void aRunningTaskIsWaitedForAndRevoked() {
        String id = submitter.submit("RestTasks.sleep", "[50]");
        operator.awaitState(id, "STARTED");

        HttpResponse<String> unfinished = submitter.get("caraway/tasks/" + id + "/result", "Prefer", "wait=1");

        assertThat(unfinished.statusCode()).isEqualTo(202);
        assertThat(RestClient.header(unfinished, "Retry-After")).isEqualTo("1");
        assertThat(RestClient.header(unfinished, "Preference-Applied")).isEqualTo("wait=1");
        assertProblem(operator.post("caraway/tasks/" + id + "/retry", ""), 409, "not-finished");
        assertThat(operator.delete("caraway/tasks/" + id + "?interrupt").statusCode())
                .isEqualTo(202);
        operator.awaitState(id, "REVOKED");
        HttpResponse<String> revoked = submitter.get("caraway/tasks/" + id + "/result");
        assertProblem(revoked, 422, "task-revoked");
        assertThat(RestClient.object(revoked).getString("state")).isEqualTo("REVOKED");
        assertProblem(operator.delete("caraway/tasks/" + id), 409, "already-finished");
        assertThat(operator.get("caraway/audit").body()).contains("\"actor\":\"operator\",\"action\":\"revoke\"", id);
    }

    @Test
    void aFailureIsReportedWithoutItsTraceAndRetriedWithOtherArguments() {
        String id = submitter.submit("RestTasks.fail", "[\"boom\"]");
        operator.awaitState(id, "FAILURE");

        HttpResponse<String> failed = submitter.get("caraway/tasks/" + id + "/result");

        assertProblem(failed, 422, "task-failure");
        assertThat(RestClient.object(failed).getJsonObject("error").getString("message"))
                .isEqualTo("boom");
        assertThat(failed.body() + submitter.get("caraway/tasks/" + id).body())
                .doesNotContain("trace", "at org.caraway");
        assertThat(operator.get("caraway/tasks/" + id + "/attempts").body())
                .contains("\"attempt\":1", "\"outcome\":\"FAILURE\"", "\"trace\"", "RestTasks.fail");
        assertProblem(operator.post("caraway/tasks/" + id + "/retry", "{\"arguments\":[1]}"), 400, "bad-request");
        assertThat(operator.post("caraway/tasks/" + id + "/retry", "{\"arguments\":[\"other\"]}")
                        .statusCode())
                .isEqualTo(200);
        operator.awaitState(id, "FAILURE");
        assertThat(operator.get("caraway/tasks/" + id).body()).contains("\"message\":\"other\"", "\"attempt\":2");
    }

    @Test
    void onlyRemoteTasksAreSubmittedAndAllThatIsWrongIsToldAtOnce() {
        assertProblem(submitter.post("caraway/tasks/RestTasks.inside", "[]"), 404, "no-such-definition");
        assertProblem(submitter.post("caraway/tasks/RestTasks.none", "[]"), 404, "no-such-definition");

        HttpResponse<String> refused = submitter.post(
                "caraway/tasks/RestTasks.greet",
                "{\"arguments\":{\"name\":1,\"extra\":2},\"options\":{\"priority\":11,\"queu\":\"a\"}}");

        assertProblem(refused, 400, "bad-request");
        assertThat(RestClient.object(refused).getJsonArray("errors").getValuesAs(JsonObject.class))
                .extracting(error -> error.getString("pointer"))
                .containsExactlyInAnyOrder("/arguments/name", "/arguments/extra", "/options/priority", "/options/queu");
        assertProblem(operator.get(UNKNOWN), 404, "no-such-task");
        assertProblem(operator.get(UNKNOWN + "/result"), 404, "no-such-task");
    }

    @Test
    void bodiesAreBoundedAndOfOneType() {
        assertProblem(
                operator.post("short/tasks/RestTasks.greet", "[\"" + "x".repeat(100) + "\", 1]"), 413, "too-large");
        assertProblem(
                submitter.post("caraway/tasks/RestTasks.greet", "[\"" + "x".repeat(3 << 20) + "\", 1]"),
                413,
                "too-large");
        HttpRequest.Builder text = submitter
                .request("caraway/tasks/RestTasks.greet", "Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("[\"x\", 1]"));
        assertProblem(submitter.send(text), 415, "unsupported-media-type");
    }

    @Test
    void aKeyMakesASubmissionRepeatable() {
        String path = "caraway/tasks/RestTasks.greet";
        HttpResponse<String> first = submitter.post(path, "[\"Ann\", 1]", "Idempotency-Key", "order-42");

        HttpResponse<String> again = submitter.post(path, "[\"Ann\", 1]", "Idempotency-Key", "order-42");
        HttpResponse<String> foreign = operator.post(path, "[\"Ann\", 1]", "Idempotency-Key", "order-42");

        assertThat(again.statusCode()).isEqualTo(202);
        assertThat(idOf(again)).isEqualTo(idOf(first)).isNotEqualTo(idOf(foreign));
        String later =
                "{\"arguments\":[\"Ann\",1],\"options\":{\"delay\":\"PT1H\",\"uniqueKey\":{\"key\":\"u\",\"onConflict\":\"REFUSE\"}}}";
        String taken = idOf(submitter.post(path, later));
        HttpResponse<String> refused = submitter.post(path, later);
        assertProblem(refused, 409, "not-unique");
        assertThat(RestClient.object(refused).getString("takenBy")).isEqualTo(taken);
    }

    @Test
    void tasksAreListedByFiltersPageByPage() {
        String labelled = "{\"arguments\":[\"Ann\",1],\"options\":{\"delay\":\"PT1H\",\"labels\":{\"run\":\"list\"}}}";
        List<String> ids = List.of(
                submitter.submit("RestTasks.greet", labelled),
                submitter.submit("RestTasks.greet", labelled),
                submitter.submit("RestTasks.greet", labelled));
        String filter = "caraway/tasks?label=run:list&state=PENDING&name=RestTasks.greet&limit=2";

        JsonObject first = RestClient.object(reader.get(filter));
        JsonObject second = RestClient.object(reader.get(filter + "&cursor=" + first.getString("next")));

        assertThat(idsOf(first)).containsExactly(ids.get(2), ids.get(1));
        assertThat(idsOf(second)).containsExactly(ids.get(0));
        assertThat(second.containsKey("next")).isFalse();
    }

    @Test
    void manyAreCountedThenRevokedAndRunAgain() {
        String labelled = "{\"arguments\":[\"Ann\",1],\"options\":{\"delay\":\"PT1H\",\"labels\":{\"run\":\"bulk\"}}}";
        submitter.submit("RestTasks.greet", labelled);
        submitter.submit("RestTasks.greet", labelled);
        String filter = "{\"filter\":{\"label\":{\"run\":\"bulk\"}}";

        assertThat(operator.post("caraway/bulk/revoke", filter + ",\"dryRun\":true}")
                        .body())
                .isEqualTo("{\"tasks\":2,\"dryRun\":true}");
        assertThat(operator.post("caraway/bulk/move", filter + ",\"queue\":\"slow\"}")
                        .body())
                .isEqualTo("{\"tasks\":2,\"dryRun\":false}");
        assertThat(operator.post("caraway/bulk/revoke", filter + "}").body())
                .isEqualTo("{\"tasks\":2,\"dryRun\":false}");
        assertThat(operator.post("caraway/bulk/retry", filter + ",\"dryRun\":true}")
                        .body())
                .isEqualTo("{\"tasks\":2,\"dryRun\":true}");
        assertThat(operator.post("caraway/bulk/retry", filter + "}").body())
                .isEqualTo("{\"tasks\":2,\"dryRun\":false}");
        assertThat(operator.post("caraway/queues/slow/purge", "").body()).isEqualTo("{\"tasks\":2}");
    }

    @Test
    void queuesAndDefinitionsArePausedAndLimitedAllOrNothing() {
        assertThat(operator.put("caraway/queues/mail", "{\"paused\":true,\"slots\":3,\"maxLength\":9}")
                        .body())
                .contains("\"paused\":true", "\"maxLength\":9", "\"slots\":3", "\"changedBy\":\"operator\"");
        assertThat(operator.put("caraway/queues/mail", "{\"paused\":false,\"slots\":null}")
                        .body())
                .contains("\"paused\":false", "\"maxLength\":9")
                .doesNotContain("slots");
        String definition = "caraway/definitions/RestTasks.sleep";
        assertThat(operator.put(definition, "{\"rateLimit\":\"9/s\",\"timeLimit\":\"PT2M\",\"softTimeLimit\":\"PT1M\"}")
                        .body())
                .contains("\"rateLimit\":\"9/s\"", "\"timeLimit\":\"PT2M\"");
        assertProblem(operator.put(definition, "{\"paused\":true,\"rateLimit\":\"often\"}"), 400, "bad-request");
        assertThat(operator.get("caraway/limits").body())
                .contains("{\"name\":\"RestTasks.sleep\",\"paused\":false,\"rateLimit\":\"9/s\"");
        assertThat(operator.get(definition).body()).contains("\"remote\":true");
        assertThat(operator.get("caraway/workers").body()).contains("\"alive\":true", "RestTasks.greet");
        assertThat(operator.get("caraway/queues/default").body()).contains("\"workerSlots\":4");
        assertThat(reader.get("caraway/health").statusCode()).isEqualTo(200);
        assertThat(reader.get("caraway/health").body()).startsWith("{\"status\":\"UP\",\"workers\":1");
        assertThat(operator.get("caraway/stats?since=2026-01-01T00:00:00Z").body())
                .contains("\"outcomes\":[");
    }

    @Test
    void errorsAreCarawaysAndThoseOfTheApplicationItsOwn() {
        assertProblem(operator.get("caraway/nothing"), 404, "not-found");
        HttpResponse<String> wrong =
                operator.send(operator.request("caraway/tasks").PUT(BodyPublishers.noBody()));
        assertProblem(wrong, 405, "method-not-allowed");
        assertThat(RestClient.header(wrong, "Allow")).isEqualTo("GET");
        assertProblem(operator.post("caraway", ""), 405, "method-not-allowed");
        assertThat(operator.get("own").statusCode()).isEqualTo(418);
    }

    @Test
    void nonsenseIsRefusedAndEnqueuesNothing() {
        Map<String, HttpRequest.Builder> requests = MalformedRequests.of(operator);
        List<String> before = newest();
        Map<String, String> surprises = new TreeMap<>();

        requests.forEach((what, request) -> {
            HttpResponse<String> answer = operator.send(request);
            boolean refused = answer.statusCode() >= 400 && answer.statusCode() < 500;
            if (!refused || answer.body().contains("\tat ") || answer.body().contains("jdbc:")) {
                surprises.put(what, answer.statusCode() + " " + answer.body());
            }
        });

        assertThat(requests).hasSizeGreaterThan(500);
        assertThat(surprises).isEmpty();
        assertThat(newest()).isEqualTo(before);
        assertThat(operator.get("caraway/queues/none").body())
                .contains("\"paused\":false")
                .doesNotContain("changedAt");
    }

    @Test
    void whileTheDatabaseIsAwayCallersAreToldWhenToTryAgain() throws InterruptedException {
        database.crash();
        try {
            HttpResponse<String> refused = submitter.post("caraway/tasks/RestTasks.greet", "[\"Ann\", 1]");

            assertProblem(refused, 503, "unavailable");
            assertThat(RestClient.header(refused, "Retry-After")).isEqualTo("5");
            assertProblem(operator.get("caraway/health"), 503, "unavailable");
        } finally {
            database.recover();
            await("the server is back")
                    .atMost(Duration.ofSeconds(90))
                    .until(() -> operator.get("caraway/tasks?limit=1").statusCode() == 200);
        }
    }

    private List<String> newest() {
        return idsOf(RestClient.object(operator.get("caraway/tasks?limit=1")));
    }

    @Test
    void aPeriodicMethodFiresWhenResumedAndStopsWhenPaused() {
        assertThat(operator.get("caraway/schedules").body()).contains("\"name\":\"RestTasks.tick\"");
        String schedule = "caraway/schedules/RestTasks.tick";
        assertThat(operator.get(schedule).body()).contains("\"state\":\"PAUSED\"");

        assertThat(operator.put(schedule, "{\"paused\":false}").statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(30)).until(() -> successes(schedule) >= 2);
        assertThat(operator.put(schedule, "{\"paused\":true}").statusCode()).isEqualTo(200);

        int fires = fires(schedule);
        await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(4)).until(() -> fires(schedule) == fires);
        assertThat(RestClient.object(operator.get(schedule)).getJsonArray("next"))
                .isEmpty();
    }

    @Test
    void typesAndCalendarsOfTheApplicationDecideWhenAScheduleRuns() {
        String schedule = "caraway/schedules/RestTasks.open";
        assertThat(operator.put(schedule, "{\"paused\":false}").statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(30)).until(() -> operator.get(schedule + "/history")
                .body()
                .contains("Excluded by the calendar 'closed': closed in Europe/Paris"));
        assertThat(successes(schedule)).isZero();

        assertThat(operator.put(schedule, "{\"except\":[]}").statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(30)).until(() -> successes(schedule) >= 1);
        assertThat(operator.put(schedule, "{\"paused\":true}").statusCode()).isEqualTo(200);
    }

    private int fires(String schedule) {
        return RestClient.object(operator.get(schedule + "/history"))
                .getJsonArray("fires")
                .size();
    }

    private long successes(String schedule) {
        return RestClient.object(operator.get(schedule + "/history")).getJsonArray("fires").stream()
                .filter(fire -> fire.asJsonObject().getString("taskState", "").equals("SUCCESS"))
                .count();
    }
}
