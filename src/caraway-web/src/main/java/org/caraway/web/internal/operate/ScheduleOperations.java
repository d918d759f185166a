package org.caraway.web.internal.operate;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.caraway.InvalidWorkflowException;
import org.caraway.Misfire;
import org.caraway.Overlap;
import org.caraway.TaskCall;
import org.caraway.TaskQueue;
import org.caraway.Workflow;
import org.caraway.admin.ScheduleInfo;
import org.caraway.admin.ScheduleSettings;
import org.caraway.admin.Schedules;
import org.caraway.admin.Timing;
import org.caraway.web.internal.http.Answer;
import org.caraway.web.internal.http.Problem;
import org.caraway.web.internal.http.Refusal;
import org.caraway.web.internal.http.Route;
import org.caraway.web.internal.http.Route.Permission;
import org.caraway.web.internal.http.WebRequest;
import org.caraway.web.internal.json.FieldErrors;
import org.caraway.web.internal.json.JsonBody;
import org.caraway.web.internal.json.ObjectReader;
import org.caraway.web.internal.json.ScheduleShapes;
import org.caraway.web.internal.json.Values;
import org.jspecify.annotations.Nullable;

/**
 * Lists, creates, changes, runs and deletes schedules. Thread-safe. A schedule that is created over HTTP enqueues a
 * task that may be enqueued over HTTP.
 */
public final class ScheduleOperations {

    private static final JsonProvider JSON = JsonProvider.provider();
    private static final int ENTRIES_DEFAULT = 100;
    private static final int ENTRIES_CAP = 1_000;
    private static final int NEXT = 5;
    private static final String NAME = "schedule";

    private final TaskQueue tasks;
    private final Schedules schedules;
    private final AtomicChanges atomically;

    /** Over these. */
    public ScheduleOperations(TaskQueue tasks, Schedules schedules, AtomicChanges atomically) {
        this.tasks = tasks;
        this.schedules = schedules;
        this.atomically = atomically;
    }

    /** The routes of this class. */
    public List<Route> routes() {
        return List.of(
                new Route("GET", "schedules", Permission.READ_ALL, this::list),
                new Route("GET", "schedules/{schedule}", Permission.READ_ALL, this::one),
                new Route("GET", "schedules/{schedule}/history", Permission.READ_ALL, this::history),
                new Route("PUT", "schedules/{schedule}", Permission.OPERATE, this::put),
                new Route("DELETE", "schedules/{schedule}", Permission.OPERATE, this::delete),
                new Route("POST", "schedules/{schedule}/run", Permission.OPERATE, this::run),
                new Route("POST", "schedules/{schedule}/backfill", Permission.OPERATE, this::backfill),
                new Route("POST", "schedules/{schedule}/reset", Permission.OPERATE, this::reset));
    }

    private Answer list(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters("after", "limit");
        JsonArrayBuilder list = JSON.createArrayBuilder();
        schedules
                .list(request.parameter("after"), limit(request))
                .forEach(schedule -> list.add(ScheduleShapes.schedule(schedule)));
        return Answer.ok(JSON.createObjectBuilder().add("schedules", list).build());
    }

    private static int limit(WebRequest request) {
        @Nullable Integer limit = read(request, "limit", text -> Values.integer(text, 1, ENTRIES_CAP));
        return limit == null ? ENTRIES_DEFAULT : limit;
    }

    private static <T> @Nullable T read(WebRequest request, String name, Function<String, T> reading) {
        @Nullable String text = request.parameter(name);
        if (text == null) {
            return null;
        }
        FieldErrors errors = new FieldErrors();
        @Nullable T value = errors.read(name, () -> reading.apply(text));
        errors.throwIfAny();
        return value;
    }

    private Answer one(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters();
        return Answer.ok(shape(find(variables)));
    }

    private JsonObject shape(ScheduleInfo schedule) {
        return ScheduleShapes.schedule(schedule, schedules.next(schedule.name(), NEXT));
    }

    private ScheduleInfo find(Map<String, String> variables) {
        return schedules.find(name(variables)).orElseThrow(ScheduleOperations::none);
    }

    private static String name(Map<String, String> variables) {
        return String.valueOf(variables.get(NAME));
    }

    private static Refusal none() {
        return new Refusal(Problem.notFound("There is no schedule of this name"));
    }

    private Answer history(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters("before", "limit");
        @Nullable Instant before = read(request, "before", Values::instant);
        JsonArrayBuilder list = JSON.createArrayBuilder();
        schedules
                .history(find(variables).name(), before, limit(request))
                .forEach(fire -> list.add(ScheduleShapes.fire(fire)));
        return Answer.ok(JSON.createObjectBuilder().add("fires", list).build());
    }

    private Answer put(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters();
        String name = name(variables);
        FieldErrors errors = new FieldErrors();
        ObjectReader body = JsonBody.object(request, errors);
        Terms terms = new Terms(body);
        @Nullable Boolean paused = body.truth("paused");
        @Nullable Workflow<?> work = work(body, errors);
        body.rejectUnknown();
        errors.throwIfAny();
        boolean exists = schedules.find(name).isPresent();
        if (!exists && (work == null || terms.expression() == null)) {
            throw new Refusal(Problem.badRequest(
                    "There is no schedule of this name; to create it, give task or workflow, and expression"));
        }
        atomically.run(() -> apply(actingAs(request), name, exists, work, terms, paused));
        return Answer.of(exists ? 200 : 201, shape(find(variables)));
    }

    private static void apply(
            Schedules by,
            String name,
            boolean exists,
            @Nullable Workflow<?> work,
            Terms terms,
            @Nullable Boolean paused) {
        if (!exists && work != null) {
            by.create(name, work, terms.on(ScheduleSettings.of(Timing.cron("@yearly"))));
        } else {
            by.change(name, terms::on);
            if (work != null) {
                by.change(name, work);
            }
        }
        if (paused != null && paused) {
            by.pause(name);
        } else if (paused != null && exists) {
            by.resume(name);
        }
    }

    private @Nullable Workflow<?> work(ObjectReader body, FieldErrors errors) {
        @Nullable JsonValue workflow = body.value("workflow");
        @Nullable TaskCall<?> call = call(body, errors);
        if (workflow == null) {
            return call;
        }
        if (call != null) {
            errors.add("/workflow", "Give either a task or a workflow");
            return null;
        }
        try {
            return tasks.remoteWorkflow(workflow.toString());
        } catch (InvalidWorkflowException invalid) {
            invalid.problems().forEach((pointer, problem) -> errors.add("/workflow" + pointer, problem));
            return null;
        }
    }

    private @Nullable TaskCall<?> call(ObjectReader body, FieldErrors errors) {
        @Nullable String task = body.text("task", Values::text);
        @Nullable JsonValue arguments = body.value("arguments");
        @Nullable String queue = body.text("queue", Values::text);
        @Nullable Integer priority = body.integer("priority", 0, 9);
        @Nullable Duration expires = body.text("expires", Values::duration);
        if (task == null) {
            if (arguments != null || queue != null || priority != null || expires != null) {
                errors.add("/task", "Give the task, too: a call is replaced as a whole");
            }
            return null;
        }
        String json = (arguments == null ? JsonValue.EMPTY_JSON_ARRAY : arguments).toString();
        TaskCall<Object> call = tasks.<Object>remoteCall(task, json)
                .orElseThrow(() -> new Refusal(
                        Problem.notFound("This application has no task of this name that may be enqueued over HTTP")));
        call = queue == null ? call : call.queue(queue);
        call = priority == null ? call : call.priority(priority);
        return expires == null ? call : call.expiresIn(expires);
    }

    private Schedules actingAs(WebRequest request) {
        @Nullable String name = request.caller().name();
        return name == null ? schedules : schedules.by(name);
    }

    private Answer delete(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters();
        if (!actingAs(request).delete(name(variables))) {
            throw none();
        }
        return Answer.nothing();
    }

    private Answer run(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters();
        String task = actingAs(request).runNow(find(variables).name()).toString();
        return Answer.of(202, JSON.createObjectBuilder().add("id", task).build());
    }

    private Answer backfill(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters();
        FieldErrors errors = new FieldErrors();
        ObjectReader body = JsonBody.object(request, errors);
        @Nullable Instant from = body.text("from", Values::instant);
        @Nullable Instant to = body.text("to", Values::instant);
        body.rejectUnknown();
        if (from == null || to == null) {
            errors.add("", "Give from and to");
        }
        errors.throwIfAny();
        JsonArrayBuilder fires = JSON.createArrayBuilder();
        if (from != null && to != null) {
            actingAs(request).backfill(find(variables).name(), from, to).forEach(fire -> fires.add(fire.toString()));
        }
        return Answer.of(202, JSON.createObjectBuilder().add("fires", fires).build());
    }

    private Answer reset(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters();
        return Answer.ok(shape(actingAs(request).reset(find(variables).name())));
    }

    /** The settings that a body names. Immutable. */
    private static final class Terms {

        private final @Nullable String expression;
        private final Timing.@Nullable Kind kind;
        private final @Nullable ZoneId zone;
        private final @Nullable Instant startAt;
        private final @Nullable Instant endAt;
        private final @Nullable Integer maxRuns;
        private final @Nullable Duration jitter;
        private final @Nullable Misfire misfire;
        private final @Nullable Duration catchUp;
        private final @Nullable Overlap overlap;
        private final @Nullable Integer failures;
        private final Set<String> except;
        private final boolean exceptGiven;
        private final boolean boundsGiven;
        private final boolean maxRunsGiven;
        private final boolean catchUpGiven;

        Terms(ObjectReader body) {
            body.allowNull("startAt", "endAt", "maxRuns", "catchUp");
            expression = body.text("expression", Values::text);
            kind = body.text("kind", text -> Values.constant(Timing.Kind.class, text));
            zone = body.text("zone", Terms::zone);
            startAt = body.text("startAt", Values::instant);
            endAt = body.text("endAt", Values::instant);
            maxRuns = body.integer("maxRuns", 1, Integer.MAX_VALUE);
            jitter = body.text("jitter", Values::duration);
            misfire = body.text("misfire", text -> Values.constant(Misfire.class, text));
            catchUp = body.text("catchUp", Values::duration);
            overlap = body.text("overlap", text -> Values.constant(Overlap.class, text));
            failures = body.integer("pauseAfterFailures", 0, ENTRIES_CAP);
            except = body.distinct("except", Values::text);
            exceptGiven = body.has("except");
            boundsGiven = body.has("startAt") || body.has("endAt");
            maxRunsGiven = body.has("maxRuns");
            catchUpGiven = body.has("catchUp");
        }

        private static ZoneId zone(String text) {
            try {
                return ZoneId.of(text);
            } catch (DateTimeException unknown) {
                throw new IllegalArgumentException("Give a time zone such as Europe/Paris", unknown);
            }
        }

        @Nullable
        String expression() {
            return expression;
        }

        ScheduleSettings on(ScheduleSettings before) {
            Timing now = before.timing();
            ScheduleSettings next = before.timing(new Timing(
                    kind == null ? now.kind() : kind,
                    expression == null ? now.expression() : expression,
                    zone == null ? now.zone() : zone));
            next = boundsGiven ? next.between(startAt, endAt) : next;
            next = maxRunsGiven ? next.maxRuns(maxRuns == null ? null : Long.valueOf(maxRuns)) : next;
            next = jitter == null ? next : next.jitter(jitter);
            next = next.misfire(misfire == null ? next.misfire() : misfire, catchUpGiven ? catchUp : next.catchUp());
            next = overlap == null ? next : next.overlap(overlap);
            next = exceptGiven ? next.except(except.toArray(String[]::new)) : next;
            return failures == null ? next : next.pauseAfterFailures(failures);
        }
    }
}
