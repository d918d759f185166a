package org.caraway.web;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.caraway.InvalidWorkflowException;
import org.caraway.TaskCall;
import org.caraway.TaskHandle;
import org.caraway.TaskState;
import org.caraway.TaskSummary;
import org.caraway.Workflow;
import org.caraway.WorkflowNode;
import org.caraway.admin.TaskAdmin;
import org.caraway.admin.WorkflowView;
import org.caraway.admin.WorkflowView.Counts;
import org.caraway.admin.WorkflowView.Kind;
import org.caraway.admin.WorkflowView.Node;
import org.caraway.web.internal.http.Answer;
import org.caraway.web.internal.http.Requests;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Workflows that are read and submitted over HTTP. */
class WorkflowRequestsTest {

    private static final UUID ID = UUID.fromString("01a1fd2c-d609-74a5-95d7-a725dc43b294");
    private static final Counts DONE = new Counts(1, 0, 0, 0, 0, 0);
    private static final WorkflowView VIEW = new WorkflowView(
            ID,
            "nightly",
            TaskState.SUCCESS,
            null,
            Instant.EPOCH,
            Instant.EPOCH,
            DONE,
            List.of(new Node("0.Mail.send", ID, Kind.STEP, "Mail.send", null, DONE, null, null, null, null)),
            null);

    private final List<Workflow<?>> enqueued = new ArrayList<>();

    private static TaskSummary task(@Nullable UUID workflow) {
        return new TaskSummary(
                ID,
                "Mail.send",
                "default",
                TaskState.SUCCESS,
                4,
                null,
                Instant.EPOCH,
                "ann",
                null,
                null,
                1,
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
                null,
                "",
                null,
                null,
                workflow,
                null,
                null);
    }

    private static Answer get(String caller, String role, @Nullable UUID workflow, String query) {
        Stub tasks = new Stub().answer("summaries", any -> Map.of(ID, task(workflow)));
        Stub admin = new Stub().answer("workflow", any -> VIEW);
        return TestEndpoint.over(tasks, admin)
                .answer(Requests.by(
                        Requests.as(caller, role), Requests.of("GET", "tasks/" + ID + "/workflow" + query)));
    }

    @Test
    void theViewIsSentToThoseWhoMayReadTheTask() {
        Answer answer = get("ann", "submitter", ID, "");

        JsonObject body = requireNonNull(answer.body(), "body").asJsonObject();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(body.getString("name")).isEqualTo("nightly");
        assertThat(body.getJsonObject("progress").getInt("done")).isEqualTo(1);
        assertThat(body.getJsonArray("nodes").getJsonObject(0).getString("key")).isEqualTo("0.Mail.send");
        assertThat(get("bob", "submitter", ID, "").status()).isEqualTo(404);
        assertThat(get("ann", "submitter", null, "").status()).isEqualTo(404);
    }

    @Test
    void picturesAreTextsOfTheirTypes() {
        assertThat(get("ann", "reader", ID, "?format=dot").content()).startsWith("digraph workflow {");
        assertThat(get("ann", "reader", ID, "?format=mermaid").content()).startsWith("flowchart LR");
        Answer svg = get("ann", "reader", ID, "?format=svg");
        assertThat(svg.content()).startsWith("<svg ");
        assertThat(svg.type()).isEqualTo("image/svg+xml");
        assertThat(svg.headers()).containsKey("Content-Security-Policy");
        assertThat(get("ann", "reader", ID, "?format=png").status()).isEqualTo(400);
        assertThat(get("ann", "reader", ID, "?limit=0").status()).isEqualTo(400);
    }

    @Test
    void operatorsPauseAndResumeAWorkflow() {
        List<String> called = new ArrayList<>();
        Stub tasks = new Stub().answer("summaries", any -> Map.of(ID, task(ID)));
        TaskAdmin ofAnn = new Stub()
                .answer("pauseWorkflow", any -> called.add("pause"))
                .answer("resumeWorkflow", any -> called.add("resume"))
                .of(TaskAdmin.class);
        Stub admin = new Stub().answer("by", name -> ofAnn);

        assertThat(put(tasks, admin, "operator", "{\"paused\": true}").status()).isEqualTo(200);
        assertThat(put(tasks, admin, "operator", "{\"paused\": false}").status())
                .isEqualTo(200);
        assertThat(called).containsExactly("pause", "resume");
        assertThat(put(tasks, admin, "reader", "{\"paused\": true}").status()).isEqualTo(403);
        assertThat(put(tasks, admin, "operator", "{}").status()).isEqualTo(400);
        Stub single = new Stub().answer("summaries", any -> Map.of(ID, task(null)));
        assertThat(put(single, admin, "operator", "{\"paused\": true}").status())
                .isEqualTo(404);
        assertThat(called).hasSize(2);
    }

    private static Answer put(Stub tasks, Stub admin, String role, String body) {
        return TestEndpoint.over(tasks, admin)
                .answer(Requests.by(
                        Requests.as("ann", role),
                        Requests.with(body, "PUT", "tasks/" + ID + "/workflow", "Content-Type", "application/json")));
    }

    private Answer post(String body, Workflow<?> read, String... headers) {
        TaskHandle<?> handle = new Stub()
                .answer("id", any -> ID)
                .answer("state", any -> TaskState.WAITING)
                .of(TaskHandle.class);
        Stub tasks = new Stub()
                .answer("isKnownQueue", arguments -> "mail".equals(arguments[0]))
                .answer("remoteWorkflow", any -> read)
                .answer("enqueue", arguments -> {
                    enqueued.add((Workflow<?>) requireNonNull(arguments[0], "workflow"));
                    return handle;
                });
        List<String> all = new ArrayList<>(List.of("Content-Type", "application/json"));
        all.addAll(List.of(headers));
        return TestEndpoint.over(tasks, new Stub())
                .answer(Requests.by(
                        Requests.as("ann", "submitter"),
                        Requests.with(body, "POST", "workflows", all.toArray(String[]::new))));
    }

    @Test
    void aWorkflowIsEnqueuedOnceForItsIdempotencyKey() {
        Answer answer = post("{}", TaskCall.of("Mail.send", List.of()), "Idempotency-Key", "once");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.headers().get("Location")).endsWith("tasks/" + ID);
        assertThat(enqueued.get(0).composition())
                .isInstanceOfSatisfying(WorkflowNode.Configured.class, configured -> assertThat(
                                requireNonNull(configured.options().unique()).key())
                        .startsWith("idempotency:"));
    }

    @Test
    void optionsThatCallersMayNotGiveAreRefused() {
        TaskCall<Object> call = TaskCall.of("Mail.send", List.of());

        assertThat(post("{}", call.then(call.queue("other"))).status()).isEqualTo(400);
        assertThat(post("{}", call.then(call).id(ID)).status()).isEqualTo(400);
        assertThat(post("{}", call.then(call.uniqueKey("k"))).status()).isEqualTo(400);
        assertThat(post("{}", call.then(call.queue("mail"))).status()).isEqualTo(202);
        assertThat(enqueued).hasSize(1);
    }

    @Test
    void problemsAreSentByTheirPlaces() {
        Stub tasks = new Stub().answer("remoteWorkflow", any -> {
            throw new InvalidWorkflowException(Map.of("/chain/0/task", "No remote task has this name"));
        });
        Answer answer = TestEndpoint.over(tasks, new Stub())
                .answer(Requests.by(
                        Requests.as("ann", "submitter"),
                        Requests.with("{}", "POST", "workflows", "Content-Type", "application/json")));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.content()).contains("/chain/0/task");
    }
}
