package org.caraway.web.internal.operate;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.caraway.RevokeMode;
import org.caraway.RevokeOutcome;
import org.caraway.TaskQueue;
import org.caraway.TaskSummary;
import org.caraway.admin.TaskAdmin;
import org.caraway.web.internal.access.Access;
import org.caraway.web.internal.http.Answer;
import org.caraway.web.internal.http.Problem;
import org.caraway.web.internal.http.Refusal;
import org.caraway.web.internal.http.Route;
import org.caraway.web.internal.http.Route.Permission;
import org.caraway.web.internal.http.WebRequest;
import org.caraway.web.internal.json.FieldErrors;
import org.caraway.web.internal.json.JsonBody;
import org.caraway.web.internal.json.ObjectReader;
import org.caraway.web.internal.json.Values;
import org.caraway.web.internal.read.TaskReads;
import org.jspecify.annotations.Nullable;

/** Revokes and retries single tasks; submitters revoke the tasks that they have submitted. Thread-safe. */
public final class TaskOperations {

    private static final JsonProvider JSON = JsonProvider.provider();

    private static final String FAILED = "FAILED";
    private static final String ALL = "ALL";

    private final TaskQueue tasks;
    private final TaskAdmin admin;
    private final Access access;

    /** Over these. */
    public TaskOperations(TaskQueue tasks, TaskAdmin admin, Access access) {
        this.tasks = tasks;
        this.admin = admin;
        this.access = access;
    }

    /** The routes of this class. */
    public List<Route> routes() {
        return List.of(
                new Route("DELETE", "tasks/{id}", Permission.SUBMIT, this::revoke),
                new Route("POST", "tasks/{id}/retry", Permission.OPERATE, this::retry));
    }

    private Answer revoke(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters("interrupt");
        UUID id = TaskReads.id(variables);
        requireRevocable(request, id);
        RevokeMode mode = request.flag("interrupt") ? RevokeMode.INTERRUPT : RevokeMode.COOPERATIVE;
        RevokeOutcome outcome = AuditActor.actingAs(request, admin).revoke(id, mode);
        JsonObject body = JSON.createObjectBuilder()
                .add("id", id.toString())
                .add("outcome", outcome.name())
                .build();
        return switch (outcome) {
            case REVOKED -> Answer.ok(body);
            case REQUESTED -> Answer.of(202, body);
            case OVER ->
                throw new Refusal(Problem.conflict("already-finished", "Task " + id + " has already finished"));
        };
    }

    private void requireRevocable(WebRequest request, UUID id) {
        @Nullable TaskSummary task = tasks.summaries(List.of(id)).get(id);
        if (task == null || !access.revokes(request.caller(), task.createdBy(), task.parentId() != null)) {
            throw new Refusal(
                    Problem.of(404, "no-such-task", "The task does not exist", "No task of yours has the id " + id));
        }
    }

    private Answer retry(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters();
        UUID id = TaskReads.id(variables);
        FieldErrors errors = new FieldErrors();
        ObjectReader body = JsonBody.object(request, errors);
        @Nullable JsonValue arguments = body.value("arguments");
        boolean rerun = Boolean.TRUE.equals(body.truth("rerun"));
        @Nullable String workflow = body.text("workflow", Values::text);
        @Nullable String from = body.text("from", Values::text);
        body.rejectUnknown();
        if (from != null && (rerun || arguments != null || workflow != null)) {
            errors.add("/from", "A task that runs again from a step keeps its arguments; give nothing else");
        }
        if (rerun && arguments != null) {
            errors.add("/rerun", "A rerun uses the arguments of the task; give either rerun or arguments");
        }
        if (workflow != null && !workflow.equals(FAILED) && !workflow.equals(ALL)) {
            errors.add("/workflow", "Must be " + FAILED + " or " + ALL);
        } else if (workflow != null && (rerun || arguments != null)) {
            errors.add("/workflow", "A workflow uses the arguments of its steps; give nothing else");
        }
        errors.throwIfAny();
        boolean enqueued = workflow == null
                ? enqueue(request, id, arguments, rerun, from)
                : enqueueWorkflow(request, id, workflow.equals(ALL));
        if (!enqueued) {
            throw new Refusal(Problem.conflict("not-finished", "Task " + id + " has not finished; revoke it first"));
        }
        return Answer.ok(JSON.createObjectBuilder()
                .add("id", id.toString())
                .add("state", tasks.handle(id, Object.class).state().name())
                .build());
    }

    private boolean enqueueWorkflow(WebRequest request, UUID id, boolean all) {
        TaskAdmin by = AuditActor.actingAs(request, admin);
        try {
            return all ? by.rerunWorkflow(id) : by.retryFailed(id);
        } catch (IllegalStateException running) {
            throw new Refusal(Problem.conflict("not-finished", String.valueOf(running.getMessage())));
        }
    }

    private boolean enqueue(
            WebRequest request, UUID id, @Nullable JsonValue arguments, boolean rerun, @Nullable String from) {
        TaskAdmin by = AuditActor.actingAs(request, admin);
        try {
            if (from != null) {
                return by.retryFrom(id, from);
            }
            if (rerun) {
                return by.rerun(id);
            }
            return arguments == null ? by.retry(id) : by.retry(id, arguments.toString());
        } catch (IllegalStateException succeeded) {
            throw new Refusal(Problem.conflict("already-succeeded", String.valueOf(succeeded.getMessage())));
        }
    }
}
