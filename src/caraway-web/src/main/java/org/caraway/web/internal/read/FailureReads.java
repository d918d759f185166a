package org.caraway.web.internal.read;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.caraway.NoSuchTaskException;
import org.caraway.TaskError;
import org.caraway.TaskQueue;
import org.caraway.TaskState;
import org.caraway.TaskSummary;
import org.caraway.admin.TaskAdmin;
import org.caraway.admin.TaskPage;
import org.caraway.admin.TaskQuery;
import org.caraway.web.internal.access.Access;
import org.caraway.web.internal.http.Answer;
import org.caraway.web.internal.http.Route;
import org.caraway.web.internal.http.Route.Permission;
import org.caraway.web.internal.http.WebRequest;
import org.caraway.web.internal.json.FailureShapes;
import org.caraway.web.internal.json.FieldErrors;
import org.caraway.web.internal.json.Values;
import org.jspecify.annotations.Nullable;

/**
 * Groups failed tasks by name and error type. Thread-safe. A request reads at most the {@value #TASKS_CAP} tasks that
 * were enqueued last, by the index on the ends of tasks, and the stack traces of the latest {@value #PLACES_CAP}
 * groups.
 */
public final class FailureReads {

    private static final JsonProvider JSON = JsonProvider.provider();
    private static final Duration DAY = Duration.ofDays(1);
    private static final int TASKS_CAP = 2_000;
    private static final int PLACES_CAP = 20;

    private final TaskQueue tasks;
    private final TaskAdmin admin;
    private final Access access;
    private final Searches searches;

    /** Over these. */
    public FailureReads(TaskQueue tasks, TaskAdmin admin, Access access, Searches searches) {
        this.tasks = tasks;
        this.admin = admin;
        this.access = access;
        this.searches = searches;
    }

    /** The routes of this class. */
    public List<Route> routes() {
        return List.of(new Route("GET", "failures", Permission.READ_ALL, this::failures));
    }

    private Answer failures(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters("since");
        Instant since = since(request);
        FailureGroups groups = searches.run(request.caller(), () -> read(since));
        List<FailureGroups.Group> latestFirst = groups.all().stream()
                .sorted(Comparator.comparing(FailureGroups.Group::last).reversed())
                .toList();
        boolean places = access.allows(request.caller(), Permission.OPERATE); // as stack traces
        JsonArrayBuilder list = JSON.createArrayBuilder();
        for (int i = 0; i < latestFirst.size(); i++) {
            FailureGroups.Group group = latestFirst.get(i);
            @Nullable
            String place = places && i < PLACES_CAP ? place(group.sample()).orElse(null) : null;
            list.add(FailureShapes.group(
                    group.name(), group.errorType(), group.tasks(), group.first(), group.sample(), place));
        }
        JsonObjectBuilder body = JSON.createObjectBuilder()
                .add("since", since.toString())
                .add("tasks", groups.tasks())
                .add("complete", groups.complete())
                .add("groups", list);
        return Answer.ok(body.build());
    }

    private static Instant since(WebRequest request) {
        @Nullable String text = request.parameter("since");
        if (text == null) {
            return Instant.now().minus(DAY);
        }
        FieldErrors errors = new FieldErrors();
        @Nullable Instant since = errors.read("since", () -> Values.instant(text));
        errors.throwIfAny();
        return since == null ? Instant.now().minus(DAY) : since;
    }

    private FailureGroups read(Instant since) {
        FailureGroups groups = new FailureGroups();
        TaskQuery query =
                TaskQuery.all().states(TaskState.FAILURE).finishedSince(since).limit(TaskQuery.LIMIT_CAP);
        TaskPage page = admin.find(query);
        groups.add(page.tasks());
        while (page.next().isPresent() && groups.tasks() < TASKS_CAP) {
            page = admin.find(query.after(page.next().get()));
            groups.add(page.tasks());
        }
        if (page.next().isPresent()) {
            groups.cut();
        }
        return groups;
    }

    /** The place in the code where this task failed; absent if the task is gone or has no stack trace. */
    private Optional<String> place(TaskSummary sample) {
        try {
            return Optional.ofNullable(
                            tasks.handle(sample.id(), Object.class).view().error())
                    .map(TaskError::trace)
                    .flatMap(FailureGroups::place);
        } catch (NoSuchTaskException deleted) {
            return Optional.empty();
        }
    }
}
