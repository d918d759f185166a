package org.caraway.web.internal.submit;

import static java.util.Objects.requireNonNull;

import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.caraway.CallOptions;
import org.caraway.InvalidWorkflowException;
import org.caraway.TaskQueue;
import org.caraway.UniqueKey;
import org.caraway.Workflow;
import org.caraway.WorkflowNode;
import org.caraway.web.internal.http.Answer;
import org.caraway.web.internal.http.Problem;
import org.caraway.web.internal.http.Refusal;
import org.caraway.web.internal.http.Route;
import org.caraway.web.internal.http.Route.Permission;
import org.caraway.web.internal.http.WebRequest;
import org.caraway.web.internal.json.FieldErrors;
import org.caraway.web.internal.json.JsonBody;
import org.jspecify.annotations.Nullable;

/**
 * Enqueues workflows of remote tasks. Thread-safe. The body is the JSON that {@link TaskQueue#json} writes. Options are
 * those of {@code POST tasks/NAME}, except an id, which could reveal a task of another caller, and a unique key, for
 * which there is the header {@code Idempotency-Key}.
 */
public final class WorkflowSubmissions {

    private final TaskQueue tasks;
    private final boolean anyQueue;

    /**
     * Over this queue.
     *
     * @param anyQueue whether callers may name queues that nothing serves or names
     */
    public WorkflowSubmissions(TaskQueue tasks, boolean anyQueue) {
        this.tasks = tasks;
        this.anyQueue = anyQueue;
    }

    /** The routes of this class. */
    public List<Route> routes() {
        return List.of(new Route("POST", "workflows", Permission.SUBMIT, this::submit));
    }

    private Answer submit(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters();
        FieldErrors errors = new FieldErrors();
        String caller = requireNonNull(request.caller().name(), "caller");
        JsonValue body = JsonBody.read(request)
                .orElseThrow(() ->
                        new Refusal(Problem.badFields(List.of(new Problem.Field("", "Give a workflow: an object")))));
        Workflow<Object> workflow = workflow(body, errors);
        check(workflow.composition(), errors);
        Optional<String> key = request.header(Submissions.IDEMPOTENCY);
        if (key.isPresent() && !Submissions.IDEMPOTENCY_KEY.matcher(key.get()).matches()) {
            errors.add(Submissions.IDEMPOTENCY, "Give 1 to 255 printable ASCII characters");
        }
        errors.throwIfAny();
        Workflow<Object> once = key.map(text -> once(workflow, caller, text)).orElse(workflow);
        try {
            return Submissions.accepted(tasks.enqueue(once), request);
        } catch (IllegalArgumentException refused) { // the composition makes no sense
            throw new Refusal(Problem.badFields(List.of(new Problem.Field("", String.valueOf(refused.getMessage())))));
        }
    }

    private Workflow<Object> workflow(JsonValue body, FieldErrors errors) {
        try {
            return tasks.remoteWorkflow(body.toString());
        } catch (InvalidWorkflowException invalid) {
            invalid.problems().forEach(errors::add);
            errors.throwIfAny();
            throw invalid;
        }
    }

    private static Workflow<Object> once(Workflow<Object> workflow, String caller, String key) {
        UniqueKey unique =
                UniqueKey.of(CallerKeys.idempotency(caller, "workflows", key)).within(Submissions.REPEATABLE);
        return workflow.with(call -> call.unique(unique));
    }

    private void check(@Nullable WorkflowNode node, FieldErrors errors) {
        if (node instanceof WorkflowNode.Step step) {
            check(step.options(), String.valueOf(step.task()), errors);
        } else if (node instanceof WorkflowNode.Sequence sequence) {
            sequence.nodes().forEach(inner -> check(inner, errors));
        } else if (node instanceof WorkflowNode.Members members) {
            members.nodes().forEach(inner -> check(inner, errors));
        } else if (node instanceof WorkflowNode.Each each) {
            check(each.element(), errors);
        } else if (node instanceof WorkflowNode.Branch branch) {
            check(branch.condition(), errors);
            check(branch.taken(), errors);
            check(branch.otherwise(), errors);
        } else if (node instanceof WorkflowNode.Watched watched) {
            check(watched.node(), errors);
            watched.onSuccess().forEach(inner -> check(inner, errors));
            watched.onFailure().forEach(inner -> check(inner, errors));
        } else if (node instanceof WorkflowNode.Configured configured) {
            check(configured.options(), "with", errors);
            check(configured.node(), errors);
        }
    }

    private void check(CallOptions options, String place, FieldErrors errors) {
        String queue = options.queue();
        if (queue != null && !anyQueue && !tasks.isKnownQueue(queue)) {
            errors.add(
                    "/options/queue",
                    "No living worker serves the queue '" + queue + "' of '" + place
                            + "', and nothing in the application names it");
        }
        if (options.id() != null || options.unique() != null) {
            errors.add(
                    "/options",
                    "'" + place + "' has an id or a unique key; send the header Idempotency-Key"
                            + " for the workflow instead");
        }
        if (options.withoutContext()) {
            errors.add("/options/withoutContext", "Remove withoutContext of '" + place + "'");
        }
    }
}
