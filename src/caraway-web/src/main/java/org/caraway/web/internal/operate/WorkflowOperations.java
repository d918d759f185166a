package org.caraway.web.internal.operate;

import jakarta.json.JsonObject;
import jakarta.json.spi.JsonProvider;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.caraway.TaskQueue;
import org.caraway.TaskSummary;
import org.caraway.admin.TaskAdmin;
import org.caraway.web.internal.http.Answer;
import org.caraway.web.internal.http.Problem;
import org.caraway.web.internal.http.Refusal;
import org.caraway.web.internal.http.Route;
import org.caraway.web.internal.http.Route.Permission;
import org.caraway.web.internal.http.WebRequest;
import org.caraway.web.internal.json.FieldErrors;
import org.caraway.web.internal.json.JsonBody;
import org.caraway.web.internal.json.ObjectReader;
import org.caraway.web.internal.read.TaskReads;
import org.jspecify.annotations.Nullable;

/** Pauses and resumes workflows. Thread-safe. */
public final class WorkflowOperations {

    private static final JsonProvider JSON = JsonProvider.provider();

    private final TaskQueue tasks;
    private final TaskAdmin admin;

    /** Over these. */
    public WorkflowOperations(TaskQueue tasks, TaskAdmin admin) {
        this.tasks = tasks;
        this.admin = admin;
    }

    /** The routes of this class. */
    public List<Route> routes() {
        return List.of(new Route("PUT", "tasks/{id}/workflow", Permission.OPERATE, this::change));
    }

    private Answer change(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters();
        UUID id = TaskReads.id(variables);
        FieldErrors errors = new FieldErrors();
        ObjectReader body = JsonBody.object(request, errors);
        @Nullable Boolean paused = body.truth("paused");
        body.rejectUnknown();
        if (paused == null) {
            errors.add("/paused", "Must be true or false");
        }
        errors.throwIfAny();
        UUID workflow = workflowOf(id);
        TaskAdmin by = AuditActor.actingAs(request, admin);
        boolean changed = Boolean.TRUE.equals(paused) ? by.pauseWorkflow(workflow) : by.resumeWorkflow(workflow);
        JsonObject answer = JSON.createObjectBuilder()
                .add("id", workflow.toString())
                .add("paused", Boolean.TRUE.equals(paused))
                .add("changed", changed)
                .build();
        return Answer.ok(answer);
    }

    /** The workflow of the task, which may be any of its steps. */
    private UUID workflowOf(UUID id) {
        @Nullable TaskSummary task = tasks.summaries(List.of(id)).get(id);
        @Nullable UUID workflow = task == null ? null : task.workflowId();
        if (workflow == null) {
            throw new Refusal(Problem.of(
                    404, "no-such-task", "The task does not exist", "No workflow has a task with the id " + id));
        }
        return workflow;
    }
}
