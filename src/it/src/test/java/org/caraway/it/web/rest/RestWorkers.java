package org.caraway.it.web.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.caraway.it.harness.RestClient.assertProblem;
import static org.caraway.it.harness.RestClient.object;

import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.caraway.it.harness.RestClient;
import org.junit.jupiter.api.Test;

/** Workers over HTTP; a part of {@link RestIT}. */
abstract class RestWorkers extends RestAccess {

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
