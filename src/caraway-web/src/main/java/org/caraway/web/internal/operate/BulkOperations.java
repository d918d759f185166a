package org.caraway.web.internal.operate;

import static java.util.Objects.requireNonNull;

import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.caraway.CallOptions;
import org.caraway.RevokeMode;
import org.caraway.TaskState;
import org.caraway.admin.TaskAdmin;
import org.caraway.admin.TaskQuery;
import org.caraway.web.internal.http.Answer;
import org.caraway.web.internal.http.Route;
import org.caraway.web.internal.http.Route.Permission;
import org.caraway.web.internal.http.WebRequest;
import org.caraway.web.internal.json.FieldErrors;
import org.caraway.web.internal.json.JsonBody;
import org.caraway.web.internal.json.ObjectReader;
import org.caraway.web.internal.json.TaskQueryReader;
import org.jspecify.annotations.Nullable;

/**
 * Revokes, retries and moves all tasks that match a filter; with {@code dryRun}, only counts them. Thread-safe. The
 * filter is required; the string {@code "*"} matches all tasks.
 */
public final class BulkOperations {

    private static final JsonProvider JSON = JsonProvider.provider();
    private static final Set<TaskState> LIVE =
            EnumSet.of(TaskState.PENDING, TaskState.WAITING, TaskState.STARTED, TaskState.RETRY);
    private static final Set<TaskState> UNCLAIMED = EnumSet.of(TaskState.PENDING, TaskState.WAITING, TaskState.RETRY);
    private static final Set<TaskState> UNSUCCESSFUL =
            EnumSet.of(TaskState.FAILURE, TaskState.REVOKED, TaskState.EXPIRED);

    private final TaskAdmin admin;

    /** Over this. */
    public BulkOperations(TaskAdmin admin) {
        this.admin = admin;
    }

    /** The routes of this class. */
    public List<Route> routes() {
        return List.of(
                new Route("POST", "bulk/revoke", Permission.OPERATE, this::revoke),
                new Route("POST", "bulk/retry", Permission.OPERATE, this::retry),
                new Route("POST", "bulk/move", Permission.OPERATE, this::move));
    }

    /** The body of a bulk request. Confined to one request. */
    private static final class BulkRequest {

        private final FieldErrors errors = new FieldErrors();
        private final ObjectReader body;
        private final TaskQuery query;
        private final boolean dryRun;

        BulkRequest(WebRequest request) {
            request.allowOnlyParameters();
            body = JsonBody.object(request, errors);
            @Nullable JsonValue filter = body.value("filter");
            query = TaskQueryReader.ofFilter(filter == null ? JsonValue.EMPTY_JSON_OBJECT : filter, "/filter", errors);
            dryRun = Boolean.TRUE.equals(body.truth("dryRun"));
        }

        void complete() {
            body.rejectUnknown();
            errors.throwIfAny();
        }
    }

    private Answer revoke(WebRequest request, Map<String, String> variables) {
        BulkRequest bulk = new BulkRequest(request);
        RevokeMode mode =
                Boolean.TRUE.equals(bulk.body.truth("interrupt")) ? RevokeMode.INTERRUPT : RevokeMode.COOPERATIVE;
        bulk.complete();
        return execute(request, bulk, LIVE, by -> by.revokeAll(bulk.query, mode));
    }

    private Answer retry(WebRequest request, Map<String, String> variables) {
        BulkRequest bulk = new BulkRequest(request);
        bulk.complete();
        return execute(request, bulk, UNSUCCESSFUL, by -> by.retryAll(bulk.query));
    }

    private Answer move(WebRequest request, Map<String, String> variables) {
        BulkRequest bulk = new BulkRequest(request);
        @Nullable String queue = bulk.body.text("queue", CallOptions::checkQueue);
        if (!bulk.body.has("queue")) {
            bulk.errors.add("/queue", "Give the target queue");
        }
        bulk.complete();
        return execute(request, bulk, UNCLAIMED, by -> by.move(bulk.query, requireNonNull(queue, "queue")));
    }

    private Answer execute(
            WebRequest request, BulkRequest bulk, Set<TaskState> affected, ToLongFunction<TaskAdmin> action) {
        long tasks =
                bulk.dryRun ? count(bulk.query, affected) : action.applyAsLong(AuditActor.actingAs(request, admin));
        return Answer.ok(JSON.createObjectBuilder()
                .add("tasks", tasks)
                .add("dryRun", bulk.dryRun)
                .build());
    }

    /** The number of tasks that the action would affect. */
    private long count(TaskQuery query, Set<TaskState> affected) {
        Set<TaskState> states = EnumSet.copyOf(affected);
        if (!query.states().isEmpty()) {
            states.retainAll(query.states());
        }
        return states.isEmpty() ? 0 : admin.count(query.states(states.toArray(TaskState[]::new)));
    }
}
