package org.caraway.web.internal.operate;

import jakarta.json.spi.JsonProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.caraway.CallOptions;
import org.caraway.admin.DefinitionSettings;
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
import org.caraway.web.internal.json.SystemShapes;
import org.caraway.web.internal.json.Values;
import org.caraway.web.internal.read.SystemReads;
import org.jspecify.annotations.Nullable;

/**
 * Pauses, resumes and limits queues and definitions. Thread-safe. A request changes all settings in its body, or none;
 * absent settings do not change, and {@code null} removes a setting.
 */
public final class SettingOperations {

    private static final JsonProvider JSON = JsonProvider.provider();
    private static final int SLOTS_CAP = 10_000;

    private final TaskAdmin admin;
    private final AtomicChanges atomically;

    /** Over these. */
    public SettingOperations(TaskAdmin admin, AtomicChanges atomically) {
        this.admin = admin;
        this.atomically = atomically;
    }

    /** The routes of this class. */
    public List<Route> routes() {
        return List.of(
                new Route("PUT", "queues/{queue}", Permission.OPERATE, this::queue),
                new Route("POST", "queues/{queue}/purge", Permission.OPERATE, this::purge),
                new Route("PUT", "definitions/{name}", Permission.OPERATE, this::definition));
    }

    /** A change of one setting. */
    private interface Change {

        void by(TaskAdmin admin);
    }

    private Answer queue(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters();
        String queue = queueName(variables);
        FieldErrors errors = new FieldErrors();
        ObjectReader body = JsonBody.object(request, errors);
        List<Change> changes = new ArrayList<>();
        body.allowNull("maxConcurrent", "maxLength", "slots");
        pause(body, changes, by -> by.pause(queue), by -> by.resume(queue));
        @Nullable Integer running = body.integer("maxConcurrent", 1, Integer.MAX_VALUE);
        @Nullable Integer length = body.integer("maxLength", 1, Integer.MAX_VALUE);
        @Nullable Integer slots = body.integer("slots", 1, SLOTS_CAP);
        addIfPresent(body, "maxConcurrent", changes, by -> by.maxConcurrentOfQueue(queue, running));
        addIfPresent(body, "maxLength", changes, by -> by.maxLength(queue, length));
        addIfPresent(body, "slots", changes, by -> by.slots(queue, slots));
        complete(body, changes, errors);
        apply(request, changes);
        return Answer.ok(SystemShapes.settings(admin.queueSettings(queue)));
    }

    private static String queueName(Map<String, String> variables) {
        try {
            return CallOptions.checkQueue(SystemReads.queueName(variables));
        } catch (IllegalArgumentException special) {
            throw new Refusal(Problem.notFound(String.valueOf(special.getMessage())));
        }
    }

    private Answer definition(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters();
        String name = SystemReads.find(admin, variables).name();
        FieldErrors errors = new FieldErrors();
        ObjectReader body = JsonBody.object(request, errors);
        List<Change> changes = new ArrayList<>();
        body.allowNull("rateLimit", "maxConcurrent", "softTimeLimit", "timeLimit");
        pause(body, changes, by -> by.pauseTask(name), by -> by.resumeTask(name));
        @Nullable String rate = body.text("rateLimit", Values::text);
        @Nullable String running = body.text("maxConcurrent", Values::text);
        @Nullable Duration soft = body.text("softTimeLimit", Values::duration);
        @Nullable Duration hard = body.text("timeLimit", Values::duration);
        addIfPresent(body, "rateLimit", changes, by -> by.rateLimit(name, rate));
        addIfPresent(body, "maxConcurrent", changes, by -> by.maxConcurrent(name, running));
        boolean hasSoft = body.has("softTimeLimit");
        boolean hasHard = body.has("timeLimit");
        if (hasSoft || hasHard) {
            DefinitionSettings now = admin.definitionSettings(name);
            changes.add(
                    by -> by.timeLimits(name, hasSoft ? soft : now.softTimeLimit(), hasHard ? hard : now.timeLimit()));
        }
        complete(body, changes, errors);
        apply(request, changes);
        return Answer.ok(SystemShapes.settings(admin.definitionSettings(name)));
    }

    private static void pause(ObjectReader body, List<Change> changes, Change pause, Change resume) {
        @Nullable Boolean paused = body.truth("paused");
        if (paused != null) {
            changes.add(paused ? pause : resume);
        }
    }

    private static void addIfPresent(ObjectReader body, String member, List<Change> changes, Change change) {
        if (body.has(member)) {
            changes.add(change);
        }
    }

    private static void complete(ObjectReader body, List<Change> changes, FieldErrors errors) {
        body.rejectUnknown();
        if (changes.isEmpty()) {
            errors.add("", "The body names no setting");
        }
        errors.throwIfAny();
    }

    private void apply(WebRequest request, List<Change> changes) {
        TaskAdmin by = AuditActor.actingAs(request, admin);
        atomically.run(() -> changes.forEach(change -> change.by(by)));
    }

    private Answer purge(WebRequest request, Map<String, String> variables) {
        request.allowOnlyParameters();
        long tasks = AuditActor.actingAs(request, admin).purge(queueName(variables));
        return Answer.ok(JSON.createObjectBuilder().add("tasks", tasks).build());
    }
}
