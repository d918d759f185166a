package org.caraway.web.internal.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.caraway.TaskState;
import org.caraway.admin.TaskQuery;
import org.caraway.web.internal.http.Problem;
import org.caraway.web.internal.http.Refusal;
import org.caraway.web.internal.http.Requests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskQueryReaderTest {

    private static final UUID ID = UUID.fromString("01a1fd2c-d609-74a5-95d7-a725dc43b294");
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    @Test
    void everyConditionIsRead() {
        TaskQuery query = TaskQueryReader.ofParameters(Requests.of(
                "GET",
                "tasks?name=a&name=b&queue=mail&state=FAILURE&label=x:y:z&since=2026-01-31T12:00:00Z"
                        + "&until=2026-01-31T14:00:00%2B02:00&finishedSince=2026-01-31T12:00:00Z&finishedUntil=2026-01-31T12:00:00Z"
                        + "&text=boom&workerId=w&rootId=" + ID + "&workflowId=" + ID
                        + "&workflowName=n&step=s&workflows=true&key=k&createdBy=ann&delayed=true&cursor=" + ID
                        + "&limit=7"));

        assertThat(query)
                .isEqualTo(new TaskQuery(
                        Set.of("a", "b"),
                        Set.of("mail"),
                        Set.of(TaskState.FAILURE),
                        Map.of("x", "y:z"),
                        NOON,
                        NOON,
                        NOON,
                        NOON,
                        "boom",
                        "w",
                        ID,
                        ID,
                        "n",
                        "s",
                        true,
                        "k",
                        "ann",
                        false,
                        true,
                        ID,
                        7));
        assertThat(TaskQueryReader.ofParameters(Requests.of("GET", "tasks"))).isEqualTo(TaskQuery.all());
    }

    @Test
    void aFilterSaysTheSameInJson() {
        FieldErrors errors = new FieldErrors();

        TaskQuery query = TaskQueryReader.ofFilter(
                StrictJson.parse(
                        ("{\"name\":[\"a\",\"b\"],\"state\":\"FAILURE\",\"label\":{\"x\":\"y\"},\"delayed\":true,\"since\":\""
                                        + NOON + "\"}")
                                .getBytes(UTF_8)),
                "/filter",
                errors);

        errors.throwIfAny();
        assertThat(query)
                .isEqualTo(TaskQuery.all()
                        .names("a", "b")
                        .states(TaskState.FAILURE)
                        .label("x", "y")
                        .onlyDelayed()
                        .createdSince(NOON));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stat=FAILURE|stat",
                "state=failure|state",
                "state=|state",
                "name=|name",
                "name=%00|name",
                "label=x|label",
                "label=:x|label",
                "label=x:|label",
                "since=yesterday|since",
                "since=2026-01-31|since",
                "since=2026-01-31T12:00:00|since",
                "since=%2B1000000000-12-31T23:59:59Z|since",
                "since=-0001-12-31T23:59:59Z|since",
                "until=1|until",
                "finishedSince=x|finishedSince",
                "finishedUntil=x|finishedUntil",
                "text=|text",
                "rootId=1|rootId",
                "rootId=01a1fd2cd60974a595d7a725dc43b294|rootId",
                "delayed=maybe|delayed",
                "cursor=abc|cursor",
                "cursor=1-1-1-1-1|cursor",
                "limit=0|limit",
                "limit=1001|limit",
                "limit=-1|limit",
                "limit=1e2|limit",
                "limit=99999999999|limit",
                "limit=ten|limit",
                "limit=1&limit=2|limit",
                "createdBy=a&createdBy=b|createdBy",
                "offset=3|offset",
            })
    void whatIsWrongIsTold(String query, String pointer) {
        Problem problem = catchThrowableOfType(
                        Refusal.class, () -> TaskQueryReader.ofParameters(Requests.of("GET", "tasks?" + query)))
                .problem();

        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.errors()).extracting(Problem.Field::pointer).containsOnly(pointer);
    }

    @Test
    void allThatIsWrongIsToldAtOnce() {
        Problem problem = catchThrowableOfType(
                        Refusal.class,
                        () -> TaskQueryReader.ofParameters(Requests.of("GET", "tasks?state=x&limit=0&since=1")))
                .problem();

        assertThat(problem.errors())
                .extracting(Problem.Field::pointer)
                .containsExactlyInAnyOrder("state", "limit", "since");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "1",
                "\"all\"",
                "{\"states\":\"FAILURE\"}",
                "{\"state\":{}}",
                "{\"state\":[]}",
                "{\"rootId\":[]}",
                "{\"state\":[[]]}",
                "{\"label\":[]}",
                "{\"label\":{\"a\":1}}",
                "{\"label\":{\"\":\"x\"}}",
                "{\"name\":[null]}",
                "{}",
                "{\"delayed\":false}",
                "{\"label\":{}}",
                "{\"label\":{\"a\":null}}",
                "{\"name\":\"\\ud800\"}",
                "{\"since\":1e9999}",
                "{\"limit\":1}"
            })
    void aFilterThatIsWrongIsTold(String json) {
        FieldErrors errors = new FieldErrors();

        TaskQueryReader.ofFilter(StrictJson.parse(json.getBytes(UTF_8)), "/filter", errors);

        Refusal refusal = catchThrowableOfType(Refusal.class, errors::throwIfAny);
        assertThat(refusal.problem().errors())
                .allSatisfy(field -> assertThat(field.pointer()).startsWith("/filter"));
    }

    @Test
    void allTasksAreMeantOnlyIfTheFilterSaysSo() {
        FieldErrors errors = new FieldErrors();

        TaskQuery query = TaskQueryReader.ofFilter(StrictJson.parse("\"*\"".getBytes(UTF_8)), "/filter", errors);

        errors.throwIfAny();
        assertThat(query).isEqualTo(TaskQuery.all());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name",
                "queue",
                "state",
                "label",
                "since",
                "until",
                "finishedSince",
                "finishedUntil",
                "text",
                "workerId",
                "rootId",
                "key",
                "createdBy",
                "delayed"
            })
    void aConditionThatIsNullIsNoAbsentCondition(String condition) {
        FieldErrors errors = new FieldErrors();
        String json = "{\"" + condition + "\":null,\"" + (condition.equals("key") ? "name" : "key") + "\":\"x\"}";

        TaskQueryReader.ofFilter(StrictJson.parse(json.getBytes(UTF_8)), "/filter", errors);

        Refusal refusal = catchThrowableOfType(Refusal.class, errors::throwIfAny);
        assertThat(refusal.problem().errors())
                .containsExactly(new Problem.Field(
                        "/filter/" + condition, "Give a value, or leave the member out; null is none"));
    }

    @Test
    void valuesAreBoundedInNumber() {
        String many = "name=x&".repeat(101);

        assertThat(catchThrowableOfType(
                                Refusal.class, () -> TaskQueryReader.ofParameters(Requests.of("GET", "tasks?" + many)))
                        .problem()
                        .errors())
                .isEqualTo(List.of(new Problem.Field("name", "Give at most 100 values")));
    }
}
