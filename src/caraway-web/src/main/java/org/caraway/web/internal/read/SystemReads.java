package org.caraway.web.internal.read;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.caraway.CallOptions;
import org.caraway.TaskQueue;
import org.caraway.admin.DefinitionInfo;
import org.caraway.admin.QueueSettings;
import org.caraway.admin.QueueStats;
import org.caraway.admin.StatsPoint;
import org.caraway.admin.TaskAdmin;
import org.caraway.admin.WorkerInfo;
import org.caraway.web.internal.http.Answer;
import org.caraway.web.internal.http.Problem;
import org.caraway.web.internal.http.Refusal;
import org.caraway.web.internal.http.Route;
import org.caraway.web.internal.http.Route.Permission;
import org.caraway.web.internal.http.WebRequest;
import org.caraway.web.internal.json.FieldErrors;
import org.caraway.web.internal.json.SystemShapes;
import org.caraway.web.internal.json.Values;
import org.jspecify.annotations.Nullable;

/** Returns queues, definitions, limits, totals and the audit log. Thread-safe. */
public final class SystemReads {

    private static final JsonProvider JSON = JsonProvider.provider();
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration STEP = Duration.ofMinutes(5);
    private static final int ENTRIES_DEFAULT = 100;
    private static final int ENTRIES_CAP = 1_000;

    private final TaskQueue tasks;
    private final TaskAdmin admin;

    /** Over these. */
    public SystemReads(TaskQueue tasks, TaskAdmin admin) {
        this.tasks = tasks;
        this.admin = admin;
    }

    /** The routes of this class. */
    public List<Route> routes() {
        return List.of(
                new Route("GET", "queues", Permission.READ_ALL, this::queues),
                new Route("GET", "queues/{queue}", Permission.READ_ALL, this::queue),
                new Route("GET", "definitions", Permission.READ_ALL, this::definitions),
                new Route("GET", "definitions/{name}", Permission.READ_ALL, this::definition),
                new Route("GET", "limits", Permission.READ_ALL, this::limits),
                new Route("GET", "health", Permission.READ_ALL, this::health),
                new Route("GET", "stats", Permission.READ_ALL, this::stats),
                new Route("GET", "stats/history", Permission.READ_ALL, this::history),
                new Route("GET", "audit", Permission.OPERATE, this::audit));
    }

    private Answer queues(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters();
        Map<String, QueueSettings> settings = admin.queueSettings();
        return list(
                "queues",
                admin.queues(),
                stats -> SystemShapes.queue(
                        settings.getOrDefault(stats.queue(), QueueSettings.none(stats.queue())), stats));
    }

    private Answer queue(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters();
        String name = queueName(variables);
        @Nullable
        QueueStats stats = admin.queues().stream()
                .filter(queue -> queue.queue().equals(name))
                .findFirst()
                .orElse(null);
        return Answer.ok(SystemShapes.queue(admin.queueSettings(name), stats));
    }

    /** The name of a queue in the path. */
    public static String queueName(Map<String, String> variables) {
        try {
            return CallOptions.checkPlace(String.valueOf(variables.get("queue")));
        } catch (IllegalArgumentException refused) {
            throw new Refusal(Problem.notFound(String.valueOf(refused.getMessage())));
        }
    }

    private Answer definitions(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters();
        return list("definitions", admin.definitions(), SystemShapes::definition);
    }

    private Answer definition(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters();
        DefinitionInfo definition = find(admin, variables);
        return Answer.ok(tasks.schemas().stream()
                .filter(schema -> schema.name().equals(definition.name()))
                .findFirst()
                .map(schema -> SystemShapes.definition(definition, schema))
                .orElseGet(() -> SystemShapes.definition(definition)));
    }

    /** The definition with the name in the path. */
    public static DefinitionInfo find(TaskAdmin admin, Map<String, String> variables) {
        return admin.definitions().stream()
                .filter(definition -> definition.name().equals(variables.get("name")))
                .findFirst()
                .orElseThrow(
                        () -> new Refusal(Problem.notFound("This application has no task definition of this name")));
    }

    private Answer limits(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters();
        JsonArrayBuilder queues = JSON.createArrayBuilder();
        Map<String, QueueSettings> settings = admin.queueSettings();
        admin.queues()
                .forEach(stats -> queues.add(SystemShapes.settings(
                        settings.getOrDefault(stats.queue(), QueueSettings.none(stats.queue())))));
        JsonArrayBuilder definitions = JSON.createArrayBuilder();
        admin.definitions().forEach(definition -> definitions.add(SystemShapes.settings(definition.atRunTime())));
        return Answer.ok(JSON.createObjectBuilder()
                .add("queues", queues)
                .add("definitions", definitions)
                .build());
    }

    private Answer stats(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters("since");
        @Nullable Instant requested = read(request, "since", Values::instant);
        Instant since = requested == null ? Instant.now().minus(DAY) : requested;
        JsonObjectBuilder body = JSON.createObjectBuilder().add("since", since.toString());
        JsonArrayBuilder outcomes = JSON.createArrayBuilder();
        admin.outcomes(since).forEach(outcome -> outcomes.add(SystemShapes.outcome(outcome)));
        JsonArrayBuilder unclaimable = JSON.createArrayBuilder();
        admin.unclaimable().forEach(group -> unclaimable.add(SystemShapes.unclaimable(group)));
        return Answer.ok(
                body.add("outcomes", outcomes).add("unclaimable", unclaimable).build());
    }

    private Answer history(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters("since", "until", "step");
        @Nullable Instant end = read(request, "until", Values::instant);
        Instant until = end == null ? Instant.now() : end;
        @Nullable Instant begin = read(request, "since", Values::instant);
        Instant since = begin == null ? until.minus(DAY) : begin;
        @Nullable Duration span = read(request, "step", Values::duration);
        Duration step = span == null ? STEP : span;
        List<StatsPoint> points;
        try {
            points = admin.history(since, until, step);
        } catch (IllegalArgumentException refused) {
            throw new Refusal(
                    Problem.badFields(List.of(new Problem.Field("step", String.valueOf(refused.getMessage())))));
        }
        JsonArrayBuilder list = JSON.createArrayBuilder();
        points.forEach(point -> list.add(SystemShapes.point(point)));
        return Answer.ok(JSON.createObjectBuilder()
                .add("since", since.toString())
                .add("until", until.toString())
                .add("step", step.toString())
                .add("points", list)
                .build());
    }

    /** Queries the database. Without a worker that is alive the status is DOWN. */
    private Answer health(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters();
        long alive = admin.workers().stream().filter(WorkerInfo::alive).count();
        JsonArrayBuilder unclaimable = JSON.createArrayBuilder();
        admin.unclaimable().forEach(group -> unclaimable.add(SystemShapes.unclaimable(group)));
        JsonObjectBuilder body = JSON.createObjectBuilder()
                .add("status", alive > 0 ? "UP" : "DOWN")
                .add("workers", alive);
        admin.queues().stream()
                .flatMap(queue -> queue.backlogAge().stream())
                .max(Comparator.naturalOrder())
                .ifPresent(age -> body.add("oldestDueAge", age.toString()));
        return Answer.of(
                alive > 0 ? 200 : 503, body.add("unclaimable", unclaimable).build());
    }

    private Answer audit(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters("limit");
        @Nullable Integer limit = read(request, "limit", text -> Values.integer(text, 1, ENTRIES_CAP));
        return list("entries", admin.audit(limit == null ? ENTRIES_DEFAULT : limit), SystemShapes::audit);
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

    private static <T> Answer list(String name, Collection<T> items, Function<T, ? extends JsonValue> shape) {
        JsonArrayBuilder list = JSON.createArrayBuilder();
        items.stream().map(shape).collect(Collectors.toList()).forEach(list::add);
        return Answer.ok(JSON.createObjectBuilder().add(name, list).build());
    }
}
