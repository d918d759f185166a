package org.caraway.web;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.caraway.NoSuchTaskException;
import org.caraway.TaskState;
import org.caraway.TaskSummary;
import org.caraway.admin.TaskPage;
import org.caraway.admin.TaskQuery;
import org.caraway.web.internal.http.Answer;
import org.caraway.web.internal.http.Requests;
import org.junit.jupiter.api.Test;

/** Groups of failed tasks. */
class FailureRequestsTest {

    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    private final List<TaskQuery> queries = new ArrayList<>();

    private Answer failures(String role, String query, TaskPage... pages) {
        Stub admin = new Stub().answer("find", arguments -> {
            queries.add((TaskQuery) requireNonNull(arguments[0], "query"));
            return pages[Math.min(queries.size(), pages.length) - 1];
        });
        Stub tasks = new Stub().answer("handle", any -> {
            throw new NoSuchTaskException("No task has the id " + any[0]);
        });
        return TestEndpoint.over(tasks, admin)
                .answer(Requests.by(Requests.as("ann", role), Requests.of("GET", "failures" + query)));
    }

    private static JsonObject body(Answer answer) {
        assertThat(answer.status()).as(answer.content()).isEqualTo(200);
        return requireNonNull(answer.body(), "body").asJsonObject();
    }

    @Test
    void tasksOfOneNameAndErrorTypeAreOneGroupTheLatestFirst() {
        TaskPage page = new TaskPage(
                List.of(
                        task("Mail.send", "java.io.IOException", 5, "second"),
                        task("Mail.send", "java.io.IOException", 3, "first"),
                        task("Mail.send", "java.lang.Error", 7, "other"),
                        task("Report.make", "java.io.IOException", 4, "report")),
                null);

        JsonObject body = body(failures("reader", "?since=2026-01-31T00:00:00Z", page));

        assertThat(body.getInt("tasks")).isEqualTo(4);
        assertThat(body.getBoolean("complete")).isTrue();
        assertThat(body.getJsonArray("groups").getValuesAs(JsonObject.class))
                .extracting(group -> group.getString("name") + " " + group.getString("errorType") + " "
                        + group.getInt("tasks") + " " + group.getString("sampleMessage"))
                .containsExactly(
                        "Mail.send java.lang.Error 1 other",
                        "Mail.send java.io.IOException 2 second",
                        "Report.make java.io.IOException 1 report");
        JsonObject group = body.getJsonArray("groups").getJsonObject(1);
        assertThat(group.getString("firstAt")).isEqualTo("2026-01-31T12:00:03Z");
        assertThat(group.getString("lastAt")).isEqualTo("2026-01-31T12:00:05Z");
        assertThat(queries)
                .containsExactly(TaskQuery.all()
                        .states(TaskState.FAILURE)
                        .finishedSince(Instant.parse("2026-01-31T00:00:00Z"))
                        .limit(1_000));
    }

    @Test
    void twoThousandTasksAreReadAndTheAnswerSaysThatThereAreMore() {
        List<TaskSummary> thousand = IntStream.range(0, 1_000)
                .mapToObj(second -> task("Mail.send", "java.io.IOException", second, "no"))
                .toList();

        JsonObject body = body(failures("reader", "", new TaskPage(thousand, UUID.randomUUID())));

        assertThat(queries).hasSize(2);
        assertThat(body.getInt("tasks")).isEqualTo(2_000);
        assertThat(body.getBoolean("complete")).isFalse();
    }

    @Test
    void aSampleThatIsDeletedMeanwhileHasNoPlace() {
        TaskPage page = new TaskPage(List.of(task("Mail.send", "java.io.IOException", 1, "no")), null);

        assertThat(body(failures("operator", "", page)).getJsonArray("groups").getJsonObject(0))
                .doesNotContainKey("place");
    }

    @Test
    void whoReadsOnlyOwnTasksReadsNoGroups() {
        assertThat(failures("submitter", "").status()).isEqualTo(403);
        assertThat(failures("reader", "?since=yesterday").status()).isEqualTo(400);
        assertThat(failures("reader", "?from=2026-01-31T00:00:00Z").status()).isEqualTo(400);
    }

    private static TaskSummary task(String name, String errorType, int second, String message) {
        return new TaskSummary(
                UUID.randomUUID(),
                name,
                "default",
                TaskState.FAILURE,
                4,
                NOON,
                NOON,
                null,
                NOON,
                NOON.plusSeconds(second),
                1,
                0,
                0,
                null,
                Map.of(),
                null,
                null,
                null,
                errorType,
                message,
                UUID.randomUUID(),
                null,
                "",
                null,
                null,
                null,
                null,
                null);
    }
}
