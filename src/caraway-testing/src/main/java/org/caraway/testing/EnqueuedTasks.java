package org.caraway.testing;

import jakarta.json.Json;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.io.StringReader;
import java.util.List;
import org.caraway.TaskCall;
import org.caraway.TaskSummary;
import org.caraway.TaskView;
import org.caraway.admin.TaskQuery;

/** Compares what is in the tables with calls. */
final class EnqueuedTasks {

    private static final Jsonb JSON = JsonbBuilder.create(); // for as long as the JVM

    private final TaskTester tester;

    EnqueuedTasks(TaskTester tester) {
        this.tester = tester;
    }

    TaskView one(TaskCall<?> call) {
        List<TaskView> named = named(call.name());
        List<TaskView> found = named.stream().filter(task -> same(task, call)).toList();
        if (found.size() != 1) {
            throw new AssertionError("Expected one task " + call.name() + call.arguments() + ", but found "
                    + (found.isEmpty() ? "none" : found.size()) + "; with this name there "
                    + (named.isEmpty()
                            ? "is none"
                            : "are " + named.stream().map(TaskView::arguments).toList()));
        }
        return found.get(0);
    }

    void none(TaskCall<?> call) {
        List<TaskView> found =
                named(call.name()).stream().filter(task -> same(task, call)).toList();
        if (!found.isEmpty()) {
            throw new AssertionError("Expected no task " + call.name() + call.arguments() + ", but found "
                    + found.stream().map(task -> task.id() + " " + task.state()).toList());
        }
    }

    private List<TaskView> named(String name) {
        return tester.admin().find(TaskQuery.all().names(name).limit(TaskQuery.LIMIT_CAP)).tasks().stream()
                .map(TaskSummary::id)
                .map(tester::task)
                .toList();
    }

    private static boolean same(TaskView task, TaskCall<?> call) {
        return parsed(task.arguments()).equals(parsed(JSON.toJson(call.arguments())));
    }

    private static JsonValue parsed(String json) {
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            return reader.readValue();
        }
    }
}
