package org.caraway.it.web.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.caraway.it.harness.RestClient.assertProblem;
import static org.caraway.it.harness.RestClient.header;
import static org.caraway.it.harness.RestClient.object;

import jakarta.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.caraway.it.harness.EventReader;
import org.caraway.it.harness.RestClient;
import org.junit.jupiter.api.Test;

/** Access by role, and workers over HTTP; a part of {@link RestIT}. */
abstract class RestAccess {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** A client with this user's login; the empty name is nobody's. */
    abstract RestClient as(String user);

    @Test
    void nobodyGetsInWithoutALogin() {
        HttpResponse<String> refused = as("").get("caraway/tasks");

        assertProblem(refused, 401, "unauthenticated");
        assertThat(header(refused, "WWW-Authenticate")).isEqualTo("Basic realm=\"caraway\"");
        assertProblem(as("").get("caraway/no/such/path"), 401, "unauthenticated");
        assertProblem(
                as("").get("caraway/tasks", "Authorization", "Basic b3BlcmF0b3I6d3Jvbmc="), 401, "unauthenticated");
    }

    @Test
    void eachRoleMayDoItsOwn() {
        assertThat(as("reader").get("caraway/queues").statusCode()).isEqualTo(200);
        assertProblem(as("reader").get("caraway/audit"), 403, "forbidden");
        assertProblem(as("reader").post("caraway/tasks/RestTasks.greet", "[]"), 403, "forbidden");
        assertProblem(as("reader").delete("caraway/tasks/01a1fd2c-d609-74a5-95d7-a725dc43b294"), 403, "forbidden");
        assertProblem(as("submitter").get("caraway/queues"), 403, "forbidden");
        assertProblem(as("submitter").post("caraway/bulk/revoke", "{}"), 403, "forbidden");
        assertProblem(as("stranger").get("caraway/tasks"), 403, "forbidden");
        assertThat(as("operator").get("caraway/audit").statusCode()).isEqualTo(200);
        assertThat(as("operator").get("short/queues").statusCode()).isEqualTo(200);
        assertThat(as("reader").get("short/queues").statusCode())
                .as(
                        "Payara refuses by itself what @RolesAllowed on a bean forbids, and the application's mapper answers")
                .isEqualTo(418);
        assertProblem(as("operator").get("unopened/queues"), 403, "forbidden");
        assertThat(object(as("submitter").get("caraway"))
                        .getJsonArray("requests")
                        .toString())
                .contains("tasks/{name}")
                .doesNotContain("bulk");
    }

    @Test
    void theConsoleIsForTheRolesOfTheInterface() {
        assertProblem(as("").get("caraway/console/index.html"), 401, "unauthenticated");
        assertProblem(as("stranger").get("caraway/console/index.html"), 403, "forbidden");
        assertProblem(as("stranger").get("caraway/console/app.js"), 403, "forbidden");
        for (String user : List.of("reader", "submitter", "operator")) {
            for (String start : List.of("caraway/console", "caraway/console/")) {
                HttpResponse<String> moved = as(user).get(start);
                assertThat(moved.statusCode()).isEqualTo(302);
                assertThat(header(moved, "Location")).endsWith("/caraway/console/index.html");
            }
        }
        HttpResponse<String> page = as("reader").get("caraway/console/index.html");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(header(page, "Content-Type")).isEqualToIgnoringCase("text/html;charset=UTF-8");
        assertThat(header(page, "Content-Security-Policy")).startsWith("default-src 'self'");
        assertThat(header(page, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(as("reader")
                        .get("caraway/console/index.html", "If-None-Match", header(page, "ETag"))
                        .statusCode())
                .isEqualTo(304);
        assertThat(object(as("reader").get("caraway")).toString())
                .as("what the console shows buttons for")
                .doesNotContain("PUT", "DELETE", "bulk", "audit", "retry");
    }

    @Test
    void submittersSeeWhatTheyHaveSubmitted() {
        String id = as("submitter").submit("RestTasks.greet", "[\"Ann\", null]");
        RestClient other = as("submitter2");

        assertThat(as("submitter").get("caraway/tasks/" + id).statusCode()).isEqualTo(200);
        assertThat(as("submitter").get("caraway/tasks").body()).contains(id);
        assertProblem(other.get("caraway/tasks/" + id), 404, "no-such-task");
        assertThat(other.get("caraway/tasks").body()).doesNotContain(id);
        assertProblem(other.get("caraway/tasks?createdBy=submitter"), 403, "forbidden");
        assertThat(as("reader").get("caraway/tasks/" + id + "/status").statusCode())
                .isEqualTo(200);
    }

    @Test
    void whereReadersSeeTheirOwnTasksOnlyThereIsNothingElse() {
        String id = as("submitter").submit("RestTasks.greet", "[\"Ann\", 1]");
        RestClient other = as("submitter2");

        for (String view : List.of("", "/status", "/result", "/attempts", "/log")) {
            String path = "mine/tasks/" + id + view;
            assertThat(as("submitter").get(path, "Prefer", "wait=20").statusCode())
                    .as(view)
                    .isEqualTo(200);
            assertThat(as("operator").get(path).statusCode()).as(view).isEqualTo(200);
            assertProblem(other.get(path, "Prefer", "wait=20"), 404, "no-such-task");
        }
        assertThat(as("submitter").get("mine/tasks").body()).contains(id);
        assertThat(as("operator").get("mine/tasks").body()).contains(id);
        assertThat(other.get("mine/tasks").body()).doesNotContain(id);
        assertProblem(other.get("mine/tasks?createdBy=submitter"), 403, "forbidden");
        assertProblem(other.get("mine/events?task=" + id), 404, "no-such-task");
        for (String total :
                List.of("queues", "workers", "definitions", "limits", "health", "stats", "stats/history", "failures")) {
            assertProblem(as("submitter").get("mine/" + total), 403, "forbidden");
            assertThat(as("operator").get("mine/" + total).statusCode())
                    .as(total)
                    .isEqualTo(200);
        }
    }

    @Test
    void whoSeesTheirOwnTasksOnlyFollowsTheChangesOfThose() {
        RestClient other = as("submitter2");
        try (EventReader mine = EventReader.follow(other, "mine/events?name=RestTasks.greet")) {
            assertThat(mine.response().statusCode()).isEqualTo(200);
            await("events of the caller's own tasks arrive").atMost(PATIENCE).until(() -> {
                String foreign = as("submitter").submit("RestTasks.greet", "[\"Ann\", 1]");
                as("submitter").awaitState(foreign, "SUCCESS");
                String own = other.submit("RestTasks.greet", "[\"Ann\", 1]");
                other.awaitState(own, "SUCCESS");
                return mine.events().stream().anyMatch(event -> event.data().contains("\"change\":\"SUCCEEDED\""));
            });

            assertThat(mine.events())
                    .allSatisfy(event -> assertThat(event.data()).contains("\"createdBy\":\"submitter2\""));
        }
    }

    @Test
    void pagesOfOtherOriginsChangeNothing() {
        assertProblem(
                as("submitter").post("caraway/tasks/RestTasks.greet", "[\"x\",1]", "Origin", "https://evil.example"),
                403,
                "cross-origin");
        assertProblem(
                as("submitter").post("caraway/tasks/RestTasks.greet", "[\"x\",1]", "Sec-Fetch-Site", "cross-site"),
                403,
                "cross-origin");
        assertThat(as("submitter")
                        .get("caraway/tasks", "Origin", "https://evil.example")
                        .headers()
                        .map())
                .doesNotContainKey("access-control-allow-origin");
    }

    @Test
    void pagesOfAnAllowedOriginAskWithoutALoginAndReadTheAnswers() {
        String page = "https://app.example";
        HttpResponse<String> preflight = preflight(page);
        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(header(preflight, "Access-Control-Allow-Origin")).isEqualTo(page);
        assertThat(header(preflight, "Access-Control-Allow-Methods")).contains("DELETE");

        HttpResponse<String> submitted =
                as("submitter").post("caraway/tasks/RestTasks.greet", "[\"x\",1]", "Origin", page);
        assertThat(submitted.statusCode()).isEqualTo(202);
        assertThat(header(submitted, "Access-Control-Allow-Origin")).isEqualTo(page);
        assertProblem(preflight("https://evil.example"), 401, "unauthenticated");
    }

    private HttpResponse<String> preflight(String origin) {
        RestClient nobody = as("");
        return nobody.send(nobody.request(
                        "caraway/tasks/RestTasks.greet", "Origin", origin, "Access-Control-Request-Method", "POST")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
    }

    private String worker() {
        return object(as("operator").get("caraway/workers"))
                .getJsonArray("workers")
                .getJsonObject(0)
                .getString("id");
    }

    @Test
    void aWorkerIsPausedAndWorksOn() {
        RestClient operator = as("operator");
        String worker = worker();
        assertThat(operator.put("caraway/workers/" + worker, "{\"order\":\"PAUSE\"}")
                        .body())
                .isEqualTo("{\"id\":\"" + worker + "\",\"order\":\"PAUSE\"}");
        assertThat(operator.post("caraway/workers/order", "{\"patterns\":[\"*\"],\"order\":\"WORK\"}")
                        .body())
                .isEqualTo("{\"workers\":[\"" + worker + "\"]}");
        assertThat(object(operator.get("caraway/workers/" + worker)).getString("id"))
                .isEqualTo(worker);
        assertThat(operator.get("caraway/audit").body()).contains("\"actor\":\"operator\",\"action\":\"order\"");
    }

    @Test
    void ordersThatMakeNoSenseAreRefused() {
        RestClient operator = as("operator");
        assertProblem(operator.get("caraway/workers/none"), 404, "not-found");
        assertProblem(operator.put("caraway/workers/none", "{\"order\":\"STOP\"}"), 404, "not-found");
        assertProblem(operator.put("caraway/workers/" + worker(), "{\"order\":\"REST\"}"), 400, "bad-request");
        assertProblem(operator.put("caraway/workers/" + worker(), "{}"), 400, "bad-request");
        assertProblem(operator.post("caraway/workers/order", "{\"order\":\"STOP\"}"), 400, "bad-request");
        assertProblem(as("reader").post("caraway/workers/order", "{}"), 403, "forbidden");
    }

    @Test
    void workersTellWhatTheirThreadsDo() {
        RestClient operator = as("operator");
        String id = operator.submit("RestTasks.sleep", "[60]");
        await("the method has begun")
                .atMost(Duration.ofSeconds(60))
                .until(() ->
                        operator.get("caraway/tasks/" + id + "/status").body().contains("asleep"));

        JsonObject body = object(operator.post(
                "caraway/workers/inspect",
                "{\"ids\":[\"" + worker()
                        + "\",\"gone\"],\"details\":[\"STACKS\",\"CONFIGURATION\"],\"timeout\":\"PT20S\"}"));

        JsonObject answer = body.getJsonArray("answers").getJsonObject(0);
        JsonObject attempt = answer.getJsonArray("attempts").getValuesAs(JsonObject.class).stream()
                .filter(one -> one.getString("task").equals(id))
                .findFirst()
                .orElseThrow();
        assertThat(attempt.getString("name")).isEqualTo("RestTasks.sleep");
        assertThat(attempt.getJsonArray("stack").toString()).contains("RestTasks.sleep");
        assertThat(answer.getJsonObject("memory").getJsonNumber("used").longValue())
                .isPositive();
        assertThat(answer.getJsonObject("configuration")).containsKey("caraway.datasource");
        assertThat(body.getJsonArray("unresponsive")).isEmpty();
        assertThat(body.getJsonArray("unknown").getString(0)).isEqualTo("gone");
        operator.delete("caraway/tasks/" + id);
        operator.awaitState(id, "REVOKED");
    }

    @Test
    void whatWasDoneIsToldInStepsOfTime() {
        RestClient operator = as("operator");
        String id = operator.submit("RestTasks.hush", "[\"secret\"]");
        operator.awaitState(id, "SUCCESS");

        await("it is counted").atMost(Duration.ofSeconds(60)).until(() -> object(
                        as("reader").get("caraway/stats/history?step=PT1H"))
                .getJsonArray("points")
                .getValuesAs(JsonObject.class)
                .stream()
                .anyMatch(point -> point.getString("name").equals("RestTasks.hush")
                        && point.getInt("started") > 0
                        && point.getInt("succeeded") > 0));
        assertProblem(operator.get("caraway/stats/history?step=PT30S"), 400, "bad-request");
        assertProblem(operator.get("caraway/stats/history?since=2026-01-01T00:00:00Z&step=PT1M"), 400, "bad-request");
        assertProblem(as("submitter").get("caraway/stats/history"), 403, "forbidden");
    }

    @Test
    void questionsThatMakeNoSenseAreRefusedFieldByField() {
        HttpResponse<String> refused = as("operator")
                .post(
                        "caraway/workers/inspect",
                        "{\"ids\":\"w\",\"nodes\":[1],\"patterns\":[\" \"],\"details\":[\"STACKS\",\"STACKS\",\"ALL\"],"
                                + "\"timeout\":\"PT31S\",\"wait\":1}");

        assertProblem(refused, 400, "bad-request");
        assertThat(object(refused).getJsonArray("errors").getValuesAs(JsonObject.class))
                .extracting(error -> error.getString("pointer"))
                .containsExactlyInAnyOrder(
                        "/ids", "/nodes/0", "/patterns/0", "/details/1", "/details/2", "/timeout", "/wait");
        assertProblem(as("reader").post("caraway/workers/inspect", "{}"), 403, "forbidden");
    }
}
