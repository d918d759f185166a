package org.caraway.web;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.caraway.RevokeOutcome;
import org.caraway.TaskState;
import org.caraway.TaskSummary;
import org.caraway.admin.TaskAdmin;
import org.caraway.admin.TaskPage;
import org.caraway.admin.TaskQuery;
import org.caraway.web.internal.http.Answer;
import org.caraway.web.internal.http.Requests;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which tasks a submitter reads, and how many searches one login runs. */
class OwnTasksTest {

    private static final UUID ID = UUID.fromString("01a1fd2c-d609-74a5-95d7-a725dc43b294");

    private final List<TaskQuery> queries = new ArrayList<>();
    private final List<Answer> nested = new ArrayList<>();
    private @Nullable Endpoint endpoint;

    private Endpoint endpoint(@Nullable UUID parent) {
        Stub tasks = new Stub().answer("summaries", any -> Map.of(ID, task(parent)));
        Stub admin = new Stub().answer("find", arguments -> {
            queries.add((TaskQuery) requireNonNull(arguments[0], "query"));
            if (queries.size() < 10) { // while this search runs, the same caller sends another
                nested.add(get("submitter", "tasks"));
            }
            return new TaskPage(List.of(task(parent)), null);
        });
        return TestEndpoint.over(tasks, admin);
    }

    private Answer get(String role, String address, String... headers) {
        return requireNonNull(endpoint, "endpoint")
                .answer(Requests.by(Requests.as("ann", role), Requests.of("GET", address, headers)));
    }

    @Test
    void aTaskThatAnOwnTaskEnqueuedDoesNotExistForSubmitters() {
        endpoint = endpoint(UUID.randomUUID());

        assertThat(get("submitter", "tasks/" + ID + "/status").status()).isEqualTo(404);
        assertThat(get("reader", "tasks/" + ID + "/status").status()).isEqualTo(200);
    }

    @Test
    void anOwnTaskDoes() {
        endpoint = endpoint(null);

        assertThat(get("submitter", "tasks/" + ID + "/status").status()).isEqualTo(200);
    }

    @Test
    void aListingHasTheTasksThatTheCallerSubmittedItself() {
        endpoint = endpoint(null);

        get("submitter", "tasks");

        assertThat(queries.get(0)).isEqualTo(TaskQuery.all().createdBy("ann").onlyTopLevel());
    }

    @Test
    void oneCallerRunsFourSearchesAtOnce() {
        endpoint = endpoint(null);

        assertThat(get("submitter", "tasks").status()).isEqualTo(200);

        assertThat(queries).hasSize(4);
        assertThat(nested).extracting(Answer::status).containsExactlyInAnyOrder(429, 200, 200, 200);
    }

    @Test
    void aTextIsNotSearchedForWithoutASpanOfTime() {
        endpoint = endpoint(null);

        Answer refused = get("reader", "tasks?text=boom");

        JsonObject error = requireNonNull(refused.body(), "body")
                .asJsonObject()
                .getJsonArray("errors")
                .getJsonObject(0);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(error.getString("pointer")).isEqualTo("text");
        assertThat(get("reader", "tasks?text=boom&since=2026-01-01T00:00:00Z").status())
                .isEqualTo(200);
    }

    @Test
    void aPageOfAnotherOriginOpensNoStream() {
        endpoint = endpoint(null);

        for (String stream : List.of("events", "live")) {
            assertThat(get("reader", stream, "Origin", "https://evil.example").status())
                    .isEqualTo(403);
            assertThat(get("reader", stream, "Sec-Fetch-Site", "cross-site").status())
                    .isEqualTo(403);
        }
        assertThat(get("reader", "events", "Sec-Fetch-Site", "same-origin").status())
                .as("the hub is not running")
                .isEqualTo(503);
    }

    @Test
    void aSubmitterRevokesWhatItHasSubmittedAndNothingElse() {
        Stub admin = new Stub();
        admin.answer("by", any -> admin.of(TaskAdmin.class)).answer("revoke", any -> RevokeOutcome.REVOKED);

        for (boolean own : new boolean[] {true, false}) {
            Stub tasks = new Stub().answer("summaries", any -> Map.of(ID, task(own ? null : UUID.randomUUID())));
            endpoint = TestEndpoint.over(tasks, admin);

            assertThat(delete("ann", "submitter")).isEqualTo(own ? 200 : 404);
            assertThat(delete("bob", "submitter", "reader")).isEqualTo(404);
            assertThat(delete("ann", "reader")).isEqualTo(403);
            assertThat(delete("olga", "operator")).isEqualTo(200);
        }
    }

    private int delete(String caller, String... roles) {
        return requireNonNull(endpoint, "endpoint")
                .answer(Requests.by(Requests.as(caller, roles), Requests.of("DELETE", "tasks/" + ID)))
                .status();
    }

    private static TaskSummary task(@Nullable UUID parent) {
        return new TaskSummary(
                ID,
                "Mail.send",
                "default",
                TaskState.PENDING,
                4,
                Instant.EPOCH,
                Instant.EPOCH,
                "ann",
                null,
                null,
                0,
                0,
                0,
                null,
                Map.of(),
                null,
                null,
                null,
                null,
                null,
                ID,
                parent,
                "",
                null,
                null,
                null,
                null,
                null);
    }
}
