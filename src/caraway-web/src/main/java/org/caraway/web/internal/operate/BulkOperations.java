package org.caraway.web.internal.operate;

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
 * Revokes, runs again and moves all tasks that a filter means; with {@code dryRun}, only counts them. Thread-safe. The
 * filter has to be said: {@code {}} means all tasks.
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

    /** What is here. */
    public List<Route> routes() {
        return List.of(
                new Route("POST", "bulk/revoke", Permission.OPERATE, this::revoke),
                new Route("POST", "bulk/retry", Permission.OPERATE, this::retry),
                new Route("POST", "bulk/move", Permission.OPERATE, this::move));
    }

    /** What a body asks for. Confined to one request. */
    private static final class BulkRequest {

        private final FieldErrors errors = new FieldErrors();
        private final ObjectReader body;
        private final TaskQuery query;
        private final boolean dryRun;

        BulkRequest(WebRequest request) {
            request.allowOnlyParameters();
            body = JsonBody.object(request, errors);
            @Nullable JsonValue filter = body.value("filter");
            if (filter == null) {
                errors.add("/filter", "Say which tasks are meant; {} means all");
            }
            query = TaskQueryReader.ofFilter(filter == null ? JsonValue.EMPTY_JSON_OBJECT : filter, "/filter", errors);
            dryRun = Boolean.TRUE.equals(body.truth("dryRun"));
        }

        void complete() {
            body.rejectUnknown();
            errors.throwIfAny();
        }
    }

    private Answer revoke(WebRequest request, Map<String, String> variables) {
        BulkRequest order = new BulkRequest(request);
        RevokeMode mode = Boolean.TRUE.equals(order.body.truth("interrupt")) ? RevokeMode.INTERRUPT : RevokeMode.ASK;
        order.complete();
        return done(request, order, LIVE, by -> by.revokeAll(order.query, mode));
    }

    private Answer retry(WebRequest request, Map<String, String> variables) {
        BulkRequest order = new BulkRequest(request);
        order.complete();
        return done(request, order, UNSUCCESSFUL, by -> by.retryAll(order.query));
    }

    private Answer move(WebRequest request, Map<String, String> variables) {
        BulkRequest order = new BulkRequest(request);
        @Nullable String queue = order.body.text("queue", CallOptions::checkQueue);
        if (!order.body.has("queue")) {
            order.errors.add("/queue", "Say to which queue");
        }
        order.complete();
        return done(request, order, UNCLAIMED, by -> by.move(order.query, String.valueOf(queue)));
    }

    private Answer done(
            WebRequest request, BulkRequest order, Set<TaskState> concerned, ToLongFunction<TaskAdmin> action) {
        long tasks =
                order.dryRun ? count(order.query, concerned) : action.applyAsLong(AuditActor.actingAs(request, admin));
        return Answer.ok(JSON.createObjectBuilder()
                .add("tasks", tasks)
                .add("dryRun", order.dryRun)
                .build());
    }

    /** How many there are that the action would look at. */
    private long count(TaskQuery query, Set<TaskState> concerned) {
        Set<TaskState> states = EnumSet.copyOf(concerned);
        if (!query.states().isEmpty()) {
            states.retainAll(query.states());
        }
        return states.isEmpty() ? 0 : admin.count(query.states(states.toArray(TaskState[]::new)));
    }
}
