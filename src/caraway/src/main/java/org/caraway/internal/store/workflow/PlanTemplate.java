package org.caraway.internal.store.workflow;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.caraway.CallTiming;
import org.caraway.internal.store.jdbc.TextMaps;
import org.caraway.internal.store.model.NewGroup;
import org.caraway.internal.store.model.NewTask;
import org.caraway.internal.store.model.StepPlace;
import org.caraway.internal.store.model.WorkflowPlan;
import org.jspecify.annotations.Nullable;

/**
 * What a fan-out inserts for each element, as JSON and back. Thread-safe.
 *
 * <p>It is a plan with ids of its own, which {@link PlanCopies} replaces in each copy.
 */
public final class PlanTemplate {

    private final JsonProvider json = JsonProvider.provider();
    private final TextMaps maps = new TextMaps();

    /** As JSON. */
    public String write(WorkflowPlan plan) {
        JsonArrayBuilder tasks = json.createArrayBuilder();
        plan.tasks().forEach(task -> tasks.add(object(task)));
        JsonArrayBuilder groups = json.createArrayBuilder();
        plan.groups().forEach(group -> groups.add(object(group)));
        return json.createObjectBuilder()
                .add("id", plan.id().toString())
                .add("tasks", tasks)
                .add("groups", groups)
                .build()
                .toString();
    }

    /** From JSON that {@link #write} has returned. */
    WorkflowPlan read(String text) {
        try (JsonReader reader = json.createReader(new StringReader(text))) {
            JsonObject object = reader.readObject();
            List<NewTask> tasks = new ArrayList<>();
            object.getJsonArray("tasks").forEach(task -> tasks.add(task(task.asJsonObject())));
            List<NewGroup> groups = new ArrayList<>();
            object.getJsonArray("groups").forEach(group -> groups.add(group(group.asJsonObject())));
            return new WorkflowPlan(UUID.fromString(object.getString("id")), null, null, tasks, groups);
        }
    }

    private JsonObjectBuilder object(NewTask task) {
        JsonObjectBuilder object = json.createObjectBuilder()
                .add("id", task.id().toString())
                .add("name", task.name())
                .add("queue", task.queue())
                .add("priority", task.priority())
                .add("key", task.key())
                .add("arguments", task.arguments())
                .add("options", maps.write(task.options()))
                .add("headers", maps.write(task.headers()))
                .add("labels", maps.write(task.labels()));
        add(object, "delay", task.timing().delay());
        add(object, "startAt", task.timing().startAt());
        add(object, "expiresIn", task.timing().expiresIn());
        add(object, "expiresAt", task.timing().expiresAt());
        add(object, "maxRetries", task.maxRetries());
        add(object, "root", task.rootId());
        add(object, "parent", task.parentId());
        add(object, "createdBy", task.createdBy());
        add(object, "context", task.context());
        StepPlace step = task.step();
        return step == null ? object : object.add("step", object(step));
    }

    private JsonObjectBuilder object(StepPlace step) {
        JsonObjectBuilder object = json.createObjectBuilder()
                .add("workflow", step.workflowId().toString())
                .add("waiting", step.waiting())
                .add("node", step.node());
        add(object, "name", step.name());
        add(object, "group", step.groupId());
        add(object, "index", step.groupIndex());
        StepPlace.After after = step.after();
        if (after != null) {
            object.add("after", after.id().toString()).add("when", after.when().name());
            add(object, "slot", after.slot());
        }
        StepPlace.Input input = step.input();
        if (input != null) {
            object.add("input", input.id().toString()).add("mode", input.mode().name());
        }
        return object;
    }

    private JsonObjectBuilder object(NewGroup group) {
        JsonObjectBuilder object = json.createObjectBuilder()
                .add("id", group.id().toString())
                .add("joined", group.joined().name())
                .add("needed", group.needed())
                .add("size", group.size());
        add(object, "atMost", group.atMost());
        add(object, "template", group.template());
        return object;
    }

    private static void add(JsonObjectBuilder object, String name, @Nullable Object value) {
        if (value instanceof Integer number) {
            object.add(name, number);
        } else if (value != null) {
            object.add(name, value.toString());
        }
    }

    private NewTask task(JsonObject object) {
        String delay = text(object, "delay");
        String startAt = text(object, "startAt");
        String expiresIn = text(object, "expiresIn");
        String expiresAt = text(object, "expiresAt");
        CallTiming timing = new CallTiming(
                delay == null ? null : Duration.parse(delay),
                startAt == null ? null : Instant.parse(startAt),
                expiresIn == null ? null : Duration.parse(expiresIn),
                expiresAt == null ? null : Instant.parse(expiresAt));
        JsonObject step = object.getJsonObject("step");
        return NewTask.of(UUID.fromString(object.getString("id")), object.getString("name"))
                .queue(object.getString("queue"))
                .priority(object.getInt("priority"))
                .key(object.getString("key"))
                .timing(timing)
                .maxRetries(number(object, "maxRetries"))
                .options(maps.read(object.getString("options")))
                .arguments(object.getString("arguments"))
                .headers(maps.read(object.getString("headers")))
                .labels(maps.read(object.getString("labels")))
                .below(id(object, "root"), id(object, "parent"))
                .createdBy(text(object, "createdBy"))
                .context(text(object, "context"))
                .step(step == null ? null : step(step))
                .build();
    }

    private static StepPlace step(JsonObject object) {
        UUID after = id(object, "after");
        UUID input = id(object, "input");
        return new StepPlace(
                UUID.fromString(object.getString("workflow")),
                text(object, "name"),
                id(object, "group"),
                number(object, "index"),
                after == null
                        ? null
                        : new StepPlace.After(
                                after, StepPlace.When.valueOf(object.getString("when")), number(object, "slot")),
                input == null ? null : new StepPlace.Input(input, StepPlace.Mode.valueOf(object.getString("mode"))),
                object.getBoolean("waiting"),
                object.getInt("node"));
    }

    private static NewGroup group(JsonObject object) {
        return new NewGroup(
                UUID.fromString(object.getString("id")),
                NewGroup.Joined.valueOf(object.getString("joined")),
                object.getInt("needed"),
                object.getInt("size"),
                number(object, "atMost"),
                text(object, "template"));
    }

    private static @Nullable String text(JsonObject object, String name) {
        return object.getString(name, null);
    }

    private static @Nullable UUID id(JsonObject object, String name) {
        String text = text(object, name);
        return text == null ? null : UUID.fromString(text);
    }

    private static @Nullable Integer number(JsonObject object, String name) {
        JsonValue value = object.get(name);
        return value == null ? null : object.getInt(name);
    }
}
