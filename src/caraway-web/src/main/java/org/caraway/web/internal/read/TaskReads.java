package org.caraway.web.internal.read;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.caraway.TaskHandle;
import org.caraway.TaskQueue;
import org.caraway.TaskSummary;
import org.caraway.TaskView;
import org.caraway.admin.TaskAdmin;
import org.caraway.admin.TaskAdminDisabledException;
import org.caraway.admin.TaskPage;
import org.caraway.admin.TaskQuery;
import org.caraway.web.internal.access.Access;
import org.caraway.web.internal.http.Answer;
import org.caraway.web.internal.http.Problem;
import org.caraway.web.internal.http.Refusal;
import org.caraway.web.internal.http.Route;
import org.caraway.web.internal.http.Route.Permission;
import org.caraway.web.internal.http.WebRequest;
import org.caraway.web.internal.json.TaskQueryReader;
import org.caraway.web.internal.json.TaskShapes;
import org.caraway.web.internal.json.TaskShapes.Trace;
import org.caraway.web.internal.json.Values;
import org.jspecify.annotations.Nullable;

/**
 * Returns tasks. Thread-safe. Callers who cannot read everything can read the tasks that they have submitted; other
 * tasks do not exist for them. Whether a task is one of these is decided from its summary: arguments and results are
 * read only to be sent.
 */
public final class TaskReads {

    private static final JsonProvider JSON = JsonProvider.provider();
    private static final String RETRY_AFTER_SECONDS = "1";

    private final TaskQueue tasks;
    private final TaskAdmin admin;
    private final Access access;
    private final LongPolls polls;
    private final Searches searches;

    /** Over these. */
    public TaskReads(TaskQueue tasks, TaskAdmin admin, Access access, LongPolls polls, Searches searches) {
        this.tasks = tasks;
        this.admin = admin;
        this.access = access;
        this.polls = polls;
        this.searches = searches;
    }

    /** The routes of this class. */
    public List<Route> routes() {
        return List.of(
                new Route("GET", "tasks", Permission.READ_TASKS, this::list),
                new Route("GET", "tasks/{id}", Permission.READ_TASKS, this::document),
                new Route("GET", "tasks/{id}/status", Permission.READ_TASKS, this::status),
                new Route("GET", "tasks/{id}/result", Permission.READ_TASKS, this::result),
                new Route("GET", "tasks/{id}/attempts", Permission.READ_TASKS, this::attempts),
                new Route("GET", "tasks/{id}/steps", Permission.READ_TASKS, this::steps),
                new Route("GET", "tasks/{id}/log", Permission.READ_TASKS, this::log),
                new Route("GET", "tasks/{id}/workflow", Permission.READ_TASKS, this::workflow));
    }

    private Answer list(WebRequest request, Map<String, String> variables) {
        TaskQuery query = TaskQueryReader.ofParameters(request);
        requireSpan(query);
        TaskQuery permitted = readsAll(request) ? query : own(request, query);
        TaskPage page = searches.run(request.caller(), () -> admin.find(permitted));
        JsonArrayBuilder list = JSON.createArrayBuilder();
        page.tasks().forEach(task -> list.add(TaskShapes.summary(task)));
        JsonObjectBuilder body = JSON.createObjectBuilder().add("tasks", list);
        page.next().ifPresent(cursor -> body.add("next", cursor.toString()));
        return Answer.ok(body.build());
    }

    /** A text is searched for row by row: without a span of time a search would read the whole table. */
    private static void requireSpan(TaskQuery query) {
        if (query.text() != null && query.createdSince() == null && query.finishedSince() == null) {
            throw new Refusal(Problem.badFields(List.of(new Problem.Field(
                    "text", "A search for text needs a span of time; give since or finishedSince as well"))));
        }
    }

    private TaskQuery own(WebRequest request, TaskQuery query) {
        @Nullable String caller = request.caller().name();
        @Nullable String requested = query.createdBy();
        if (caller == null || (requested != null && !requested.equals(caller))) {
            throw new Refusal(Problem.of(
                    403, "forbidden", "Access is denied", "You can list only your own tasks; omit createdBy"));
        }
        TaskQuery own = query.createdBy(caller);
        return access.descendants() ? own : own.onlyTopLevel();
    }

    private boolean readsAll(WebRequest request) {
        return access.allows(request.caller(), Permission.READ_ALL);
    }

    private Answer document(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters();
        TaskView task =
                tasks.handle(visible(request, variables).id(), Object.class).view();
        return Answer.ok(TaskShapes.document(task, arguments(task), trace(request)));
    }

    /** The masked arguments, null if administration is disabled: the task itself can be read anyway. */
    private @Nullable String arguments(TaskView task) {
        try {
            return admin.maskedArguments(task).orElse(null);
        } catch (TaskAdminDisabledException closed) {
            return null;
        }
    }

    private Answer status(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters();
        return Answer.ok(TaskShapes.status(visible(request, variables)));
    }

    private Answer result(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters();
        TaskSummary task = visible(request, variables);
        long waited = task.state().isFinal() ? 0 : polls.await(tasks.handle(task.id(), Object.class), request);
        TaskSummary now = waited == 0 ? task : visible(request, variables);
        Answer answer =
                switch (now.state()) {
                    case PENDING, WAITING, STARTED, RETRY ->
                        Answer.of(202, TaskShapes.status(now)).with("Retry-After", RETRY_AFTER_SECONDS);
                    case SUCCESS -> returned(tasks.handle(now.id(), Object.class));
                    case FAILURE, REVOKED, EXPIRED, SKIPPED ->
                        unsuccessful(tasks.handle(now.id(), Object.class).view(), trace(request))
                                .answer();
                };
        return waited == 0 ? answer : answer.with("Preference-Applied", "wait=" + waited);
    }

    private static Answer returned(TaskHandle<Object> task) {
        try {
            return task.resultJson()
                    .map(result -> Answer.ok(TaskShapes.stored(result)))
                    .orElseGet(Answer::nothing);
        } catch (IllegalStateException runsAgain) { // since the first read
            return Answer.of(202, TaskShapes.status(task.view().summary())).with("Retry-After", RETRY_AFTER_SECONDS);
        }
    }

    private static Problem unsuccessful(TaskView task, Trace trace) {
        String detail =
                "Task " + task.id() + " (" + task.name() + ") finished as " + task.state() + " and has no result";
        Problem problem = Problem.of(
                        422, "task-" + task.state().name().toLowerCase(Locale.ROOT), "The task has no result", detail)
                .with("state", JSON.createValue(task.state().name()));
        @Nullable JsonValue error = TaskShapes.error(task.error(), trace);
        return error == null ? problem : problem.with("error", error);
    }

    private Answer attempts(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters();
        TaskSummary task = visible(request, variables);
        return Answer.ok(TaskShapes.attempts(admin.attempts(task.id()), trace(request)));
    }

    private Answer steps(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters();
        TaskSummary task = visible(request, variables);
        return Answer.ok(TaskShapes.steps(admin.steps(task.id())));
    }

    private Answer log(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters();
        TaskSummary task = visible(request, variables);
        return Answer.ok(TaskShapes.log(tasks.handle(task.id(), Object.class).log()));
    }

    /** Counting is as much work as a search, so it counts as one. */
    private Answer workflow(WebRequest request, Map<String, String> variables) {
        WorkflowRequest wanted = WorkflowRequest.of(request);
        TaskSummary task = visible(request, variables);
        if (task.workflowId() == null) {
            throw new Refusal(Problem.of(
                    404,
                    "no-such-workflow",
                    "The workflow does not exist",
                    "Task " + task.id() + " is no step of a workflow"));
        }
        return wanted.answer(
                searches.run(request.caller(), () -> admin.workflow(task.id(), wanted.cursor(), wanted.limit())));
    }

    private Trace trace(WebRequest request) {
        return access.allows(request.caller(), Permission.OPERATE) ? Trace.SHOWN : Trace.HIDDEN;
    }

    private TaskSummary visible(WebRequest request, Map<String, String> variables) {
        UUID id = id(variables);
        @Nullable TaskSummary task = tasks.summaries(List.of(id)).get(id);
        if (task == null || !access.reads(request.caller(), task.createdBy(), task.parentId() != null)) {
            throw new Refusal(
                    Problem.of(404, "no-such-task", "The task does not exist", "No task of yours has the id " + id));
        }
        return task;
    }

    /** The id in the path. */
    public static UUID id(Map<String, String> variables) {
        String text = String.valueOf(variables.get("id"));
        try {
            return Values.id(text);
        } catch (IllegalArgumentException noId) {
            throw new Refusal(Problem.of(
                    404, "no-such-task", "The task does not exist", "The path has no task id: " + noId.getMessage()));
        }
    }
}
