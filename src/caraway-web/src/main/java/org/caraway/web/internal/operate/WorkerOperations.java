package org.caraway.web.internal.operate;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.spi.JsonProvider;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.caraway.admin.TaskAdmin;
import org.caraway.admin.WorkerDetail;
import org.caraway.admin.WorkerInfo;
import org.caraway.admin.WorkerOrder;
import org.caraway.admin.WorkerSelection;
import org.caraway.web.internal.http.Answer;
import org.caraway.web.internal.http.Problem;
import org.caraway.web.internal.http.Refusal;
import org.caraway.web.internal.http.Route;
import org.caraway.web.internal.http.Route.Permission;
import org.caraway.web.internal.http.WebRequest;
import org.caraway.web.internal.json.FieldErrors;
import org.caraway.web.internal.json.JsonBody;
import org.caraway.web.internal.json.ObjectReader;
import org.caraway.web.internal.json.SystemShapes;
import org.caraway.web.internal.json.Values;
import org.caraway.web.internal.json.WorkerShapes;
import org.jspecify.annotations.Nullable;

/**
 * Lists, inspects and orders workers. Thread-safe. An inspection blocks its thread until all workers have answered, or
 * until the timeout.
 */
public final class WorkerOperations {

    private static final JsonProvider JSON = JsonProvider.provider();
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(30);

    private final TaskAdmin admin;

    /** Over this. */
    public WorkerOperations(TaskAdmin admin) {
        this.admin = admin;
    }

    /** The routes of this class. */
    public List<Route> routes() {
        return List.of(
                new Route("GET", "workers", Permission.READ_ALL, this::workers),
                new Route("GET", "workers/{id}", Permission.READ_ALL, this::worker),
                new Route("PUT", "workers/{id}", Permission.OPERATE, this::orderOne),
                new Route("POST", "workers/inspect", Permission.OPERATE, this::inspect),
                new Route("POST", "workers/order", Permission.OPERATE, this::order));
    }

    private Answer workers(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters();
        JsonArrayBuilder list = JSON.createArrayBuilder();
        admin.workers().forEach(worker -> list.add(SystemShapes.worker(worker)));
        return Answer.ok(JSON.createObjectBuilder().add("workers", list).build());
    }

    private Answer worker(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters();
        return Answer.ok(SystemShapes.worker(find(variables)));
    }

    private WorkerInfo find(Map<String, String> variables) {
        return admin.workers().stream()
                .filter(worker -> worker.id().equals(variables.get("id")))
                .findFirst()
                .orElseThrow(WorkerOperations::notFound);
    }

    private static Refusal notFound() {
        return new Refusal(Problem.notFound("No worker has this id"));
    }

    private Answer orderOne(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters();
        FieldErrors errors = new FieldErrors();
        ObjectReader body = JsonBody.object(request, errors);
        @Nullable WorkerOrder order = order(body, errors);
        body.rejectUnknown();
        errors.throwIfAny();
        String id = find(variables).id();
        if (AuditActor.actingAs(request, admin)
                .order(WorkerSelection.ids(id), required(order))
                .isEmpty()) {
            throw notFound();
        }
        return Answer.ok(JSON.createObjectBuilder()
                .add("id", id)
                .add("order", required(order).name())
                .build());
    }

    private Answer order(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters();
        FieldErrors errors = new FieldErrors();
        ObjectReader body = JsonBody.object(request, errors);
        @Nullable WorkerOrder order = order(body, errors);
        @Nullable WorkerSelection workers = selection(body);
        if (workers == null) {
            errors.add("", "Select workers by ids, nodes or patterns; \"patterns\": [\"*\"] selects all");
        }
        body.rejectUnknown();
        errors.throwIfAny();
        JsonArrayBuilder ordered = JSON.createArrayBuilder();
        AuditActor.actingAs(request, admin)
                .order(workers == null ? WorkerSelection.all() : workers, required(order))
                .forEach(ordered::add);
        return Answer.ok(JSON.createObjectBuilder().add("workers", ordered).build());
    }

    private Answer inspect(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters();
        FieldErrors errors = new FieldErrors();
        ObjectReader body = JsonBody.object(request, errors);
        @Nullable WorkerSelection workers = selection(body);
        @Nullable Duration timeout = body.text("timeout", WorkerOperations::timeout);
        Set<WorkerDetail> details = body.distinct("details", text -> Values.constant(WorkerDetail.class, text));
        body.rejectUnknown();
        errors.throwIfAny();
        return Answer.ok(WorkerShapes.answers(admin.inspect(
                workers == null ? WorkerSelection.all() : workers,
                timeout == null ? TIMEOUT : timeout,
                details.toArray(WorkerDetail[]::new))));
    }

    private static Duration timeout(String text) {
        Duration timeout = Values.duration(text);
        if (timeout.isZero() || timeout.isNegative() || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            throw new IllegalArgumentException("Give more than zero and at most " + LONGEST_TIMEOUT);
        }
        return timeout;
    }

    /** The selected workers, null if the body selects none. */
    private static @Nullable WorkerSelection selection(ObjectReader body) {
        Set<String> ids = body.distinct("ids", WorkerOperations::notBlank);
        Set<String> nodes = body.distinct("nodes", WorkerOperations::notBlank);
        Set<String> patterns = body.distinct("patterns", WorkerOperations::notBlank);
        return ids.isEmpty() && nodes.isEmpty() && patterns.isEmpty()
                ? null
                : new WorkerSelection(ids, nodes, patterns);
    }

    private static String notBlank(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("Give one that is not blank");
        }
        return Values.text(text);
    }

    private static @Nullable WorkerOrder order(ObjectReader body, FieldErrors errors) {
        @Nullable WorkerOrder order = body.text("order", text -> Values.constant(WorkerOrder.class, text));
        if (!body.has("order")) {
            errors.add("/order", "Give an order, one of " + Arrays.toString(WorkerOrder.values()));
        }
        return order;
    }

    private static WorkerOrder required(@Nullable WorkerOrder order) {
        if (order == null) {
            throw new Refusal(Problem.badRequest("Give an order"));
        }
        return order;
    }
}
