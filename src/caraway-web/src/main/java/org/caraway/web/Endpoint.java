package org.caraway.web;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.spi.JsonProvider;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.caraway.TaskQueue;
import org.caraway.admin.Schedules;
import org.caraway.admin.TaskAdmin;
import org.caraway.web.internal.access.Access;
import org.caraway.web.internal.access.AccessRules;
import org.caraway.web.internal.access.Origins;
import org.caraway.web.internal.console.ConsoleFiles;
import org.caraway.web.internal.http.Answer;
import org.caraway.web.internal.http.FailureLog;
import org.caraway.web.internal.http.Problem;
import org.caraway.web.internal.http.Route;
import org.caraway.web.internal.http.Route.Permission;
import org.caraway.web.internal.http.Router;
import org.caraway.web.internal.http.WebRequest;
import org.caraway.web.internal.live.LiveRoutes;
import org.caraway.web.internal.openapi.OpenApiDocument;
import org.caraway.web.internal.operate.AtomicChanges;
import org.caraway.web.internal.operate.BulkOperations;
import org.caraway.web.internal.operate.ScheduleOperations;
import org.caraway.web.internal.operate.SettingOperations;
import org.caraway.web.internal.operate.SignalOperations;
import org.caraway.web.internal.operate.TaskOperations;
import org.caraway.web.internal.operate.WorkerOperations;
import org.caraway.web.internal.operate.WorkflowOperations;
import org.caraway.web.internal.read.FailureReads;
import org.caraway.web.internal.read.SystemReads;
import org.caraway.web.internal.read.TaskReads;
import org.caraway.web.internal.submit.Submissions;
import org.caraway.web.internal.submit.WorkflowSubmissions;

/**
 * The single entry point of all requests: checks the caller, routes the request, and converts every failure to a
 * problem. Thread-safe.
 */
final class Endpoint {

    private static final JsonProvider JSON = JsonProvider.provider();
    private static final Set<String> STREAMS = Set.of("events", "live");

    private final TaskQueue tasks;
    private final Access access;
    private final Origins origins;
    private final String challenge;
    private final FailureLog failures;
    private final List<Route> routes;
    private final Router router;

    Endpoint(
            TaskQueue tasks,
            TaskAdmin admin,
            Schedules schedules,
            AccessRules rules,
            NodeParts node,
            AtomicChanges atomically,
            LiveRoutes streams) {
        this.tasks = tasks;
        this.access = rules.permissions();
        this.origins = rules.origins();
        this.challenge = rules.challenge();
        this.failures = node.failures();
        List<Route> routes = new ArrayList<>();
        routes.addAll(new TaskReads(tasks, admin, rules.permissions(), node.polls(), node.searches()).routes());
        routes.addAll(new FailureReads(tasks, admin, rules.permissions(), node.searches()).routes());
        routes.addAll(new SystemReads(tasks, admin).routes());
        routes.addAll(new Submissions(tasks, rules.anyQueue()).routes());
        routes.addAll(new WorkflowSubmissions(tasks, rules.anyQueue()).routes());
        routes.addAll(new TaskOperations(tasks, admin, rules.permissions()).routes());
        routes.addAll(new SignalOperations(tasks).routes());
        routes.addAll(new WorkflowOperations(tasks, admin).routes());
        routes.addAll(new BulkOperations(admin).routes());
        routes.addAll(new SettingOperations(admin, atomically).routes());
        routes.addAll(new ScheduleOperations(tasks, schedules, atomically).routes());
        routes.addAll(new WorkerOperations(admin).routes());
        routes.addAll(streams.routes());
        routes.add(new Route("GET", "", Permission.READ_TASKS, this::index));
        routes.add(new Route("GET", "openapi", Permission.READ_TASKS, this::openApi));
        this.routes = List.copyOf(routes);
        routes.addAll(new ConsoleFiles().routes()); // for browsers, not described
        router = new Router(routes);
    }

    Answer answer(WebRequest request) {
        return origins.readable(origins.preflight(request).orElseGet(() -> checked(request)), request);
    }

    private Answer checked(WebRequest request) {
        try {
            access.requireLogin(request.caller(), challenge);
            origins.require(request);
            Router.Match match = router.find(request);
            access.require(request.caller(), match.route().permission());
            if (STREAMS.contains(match.route().template())) {
                origins.requireOwn(request); // no page of another site takes the places of its visitors
            }
            return match.route().handler().handle(request, match.variables());
        } catch (RuntimeException failure) { // whatever it is, the caller gets a problem and no stack trace
            Problem problem = Problem.of(failure);
            failures.log(problem, failure);
            return problem.answer();
        }
    }

    /** The requests that this caller is allowed to send. */
    private Answer index(WebRequest request, Map<String, String> variables) {
        JsonArrayBuilder list = JSON.createArrayBuilder();
        routes.stream()
                .filter(route -> access.allows(request.caller(), route.permission()))
                .sorted(Comparator.comparing(Route::template).thenComparing(Route::method))
                .forEach(route -> list.add(
                        JSON.createObjectBuilder().add("method", route.method()).add("path", route.template())));
        return Answer.ok(JSON.createObjectBuilder().add("requests", list).build());
    }

    /** The OpenAPI document of all requests. */
    private Answer openApi(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters();
        return Answer.ok(new OpenApiDocument(tasks.schemas(), Set.of()).at(request.root(), challenge));
    }

    List<Route> routes() {
        return routes;
    }
}
