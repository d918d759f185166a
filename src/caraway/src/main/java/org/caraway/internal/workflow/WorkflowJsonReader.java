package org.caraway.internal.workflow;

import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.caraway.CallOptions;
import org.caraway.Join;
import org.caraway.WorkflowNode;
import org.caraway.internal.payload.ArgumentReader;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.registry.TaskRegistry;
import org.jspecify.annotations.Nullable;

/** Reads workflows from the JSON that {@link WorkflowJson} writes. Thread-safe. */
public final class WorkflowJsonReader {

    private static final JsonProvider JSON = JsonProvider.provider();
    private static final int CHARACTERS_CAP = 16 << 20;
    private static final int NODES_CAP = 100_000;
    private static final int DEEPEST = 100;
    private static final WorkflowNode NOTHING = new WorkflowNode.Previous();

    /** Which tasks a workflow may have. */
    public enum Tasks {
        /** All, also those that this application does not have. */
        ANY,
        /** Those of this application with {@code @Task(remote = true)}. */
        REMOTE
    }

    private final TaskRegistry registry;
    private final ArgumentReader arguments;

    /** Over the tasks of this application. */
    public WorkflowJsonReader(TaskRegistry registry, ArgumentReader arguments) {
        this.registry = registry;
        this.arguments = arguments;
    }

    /**
     * The workflow.
     *
     * @throws org.caraway.InvalidWorkflowException with all problems, up to a number
     */
    public WorkflowNode read(String text, Tasks tasks) {
        WorkflowProblems problems = new WorkflowProblems();
        if (text.length() > CHARACTERS_CAP) {
            problems.add("", "The JSON has " + text.length() + " characters, more than " + CHARACTERS_CAP);
            problems.throwIfAny();
        }
        WorkflowNode node = NOTHING;
        try (JsonReader reader = JSON.createReader(new StringReader(text))) {
            node = new Reading(tasks, problems).node(reader.readValue(), "", 0);
        } catch (JsonException broken) {
            problems.add("", "This is no JSON: " + broken.getMessage());
        }
        problems.throwIfAny();
        return node;
    }

    /** One reading. Confined to one thread. */
    private final class Reading {

        private final Tasks tasks;
        private final WorkflowProblems problems;
        private int nodes;

        private Reading(Tasks tasks, WorkflowProblems problems) {
            this.tasks = tasks;
            this.problems = problems;
        }

        private WorkflowNode node(@Nullable JsonValue value, String pointer, int depth) {
            if (depth > DEEPEST || ++nodes > NODES_CAP) {
                problems.add(
                        pointer,
                        depth > DEEPEST
                                ? "The workflow is nested more than " + DEEPEST + " deep"
                                : "The workflow has more than " + NODES_CAP + " nodes");
                return NOTHING;
            }
            if (!(value instanceof JsonObject)) {
                problems.add(pointer, "Give a node of a workflow: an object");
                return NOTHING;
            }
            JsonMembers members = JsonMembers.of(value, pointer, problems);
            WorkflowNode node = problems.read(pointer, NOTHING, () -> kind(members, pointer, depth + 1));
            members.rejectUnknown();
            return node;
        }

        private WorkflowNode kind(JsonMembers members, String pointer, int depth) {
            if (members.has("task")) {
                return step(members, pointer);
            }
            if (members.has("chain")) {
                return new WorkflowNode.Sequence(list(members, "chain", depth));
            }
            if (members.has("group")) {
                return new WorkflowNode.Members(list(members, "group", depth), join(members), members.number("atMost"));
            }
            if (members.has("each")) {
                return new WorkflowNode.Each(one(members, "each", depth), join(members), members.number("atMost"));
            }
            if (members.has("if")) {
                return branch(members, depth);
            }
            if (members.has("watch")) {
                return new WorkflowNode.Watched(
                        one(members, "watch", depth),
                        list(members, "onSuccess", depth),
                        list(members, "onFailure", depth));
            }
            if (members.has("with")) {
                return new WorkflowNode.Configured(
                        one(members, "with", depth),
                        members.one("name", text -> text),
                        OptionsJson.read(members.value("options"), members.pointer("options"), problems),
                        members.number("maxConcurrent"));
            }
            if (Boolean.TRUE.equals(members.truth("previous"))) {
                return new WorkflowNode.Previous();
            }
            throw new IllegalArgumentException(
                    "Give one of the members task, chain, group, each, if, watch, with or previous");
        }

        private WorkflowNode one(JsonMembers members, String name, int depth) {
            return node(members.value(name), members.pointer(name), depth);
        }

        private List<WorkflowNode> list(JsonMembers members, String name, int depth) {
            List<WorkflowNode> list = new ArrayList<>();
            List<JsonValue> values = members.list(name);
            for (int index = 0; index < values.size() && nodes <= NODES_CAP; index++) {
                list.add(node(values.get(index), members.pointer(name) + "/" + index, depth));
            }
            return list;
        }

        private WorkflowNode branch(JsonMembers members, int depth) {
            WorkflowNode condition = one(members, "if", depth);
            WorkflowNode taken = one(members, "then", depth);
            WorkflowNode otherwise = members.has("else") ? one(members, "else", depth) : null;
            if (condition instanceof WorkflowNode.Step step) {
                return new WorkflowNode.Branch(step, taken, otherwise);
            }
            problems.add(members.pointer("if"), "Give a single step, which returns true or false");
            return NOTHING;
        }

        private Join join(JsonMembers members) {
            String join = members.one("join", text -> text);
            Integer needed = members.number("needed");
            return switch (join == null ? "ALL" : join) {
                case "ALL" -> Join.ALL;
                case "ANY" -> Join.ANY;
                case "SETTLED" -> Join.SETTLED;
                case "AT_LEAST" -> Join.atLeast(needed == null ? 0 : needed);
                default ->
                    throw new IllegalArgumentException(
                            "There is no join '" + join + "'; use ALL, ANY, SETTLED or AT_LEAST with needed");
            };
        }

        private WorkflowNode step(JsonMembers members, String pointer) {
            String name = members.one("task", text -> text);
            WorkflowNode.Input input = members.one("takes", WorkflowNode.Input::valueOf);
            JsonValue given = members.value("arguments");
            CallOptions options = OptionsJson.read(members.value("options"), members.pointer("options"), problems);
            String task = name == null || name.isEmpty() ? "?" : name;
            return new WorkflowNode.Step(
                    task,
                    null,
                    arguments(
                            task,
                            input == null ? WorkflowNode.Input.NONE : input,
                            given == null ? JsonValue.EMPTY_JSON_ARRAY : given,
                            pointer),
                    options,
                    input == null ? WorkflowNode.Input.NONE : input);
        }

        private List<@Nullable Object> arguments(
                String task, WorkflowNode.Input input, JsonValue given, String pointer) {
            Optional<TaskDefinition> definition = registry.find(task);
            if (tasks == Tasks.REMOTE
                    && definition.filter(known -> known.settings().remote()).isEmpty()) {
                problems.add(pointer + "/task", "No remote task has this name; declare it with @Task(remote = true)");
                return List.of();
            }
            if (definition.isEmpty()) {
                if (given instanceof JsonArray array) {
                    return new ArrayList<>(array);
                }
                problems.add(
                        pointer + "/arguments", "Give an array: the parameters of '" + task + "' are not known here");
                return List.of();
            }
            int size = given instanceof JsonArray array
                    ? array.size()
                    : given instanceof JsonObject object ? object.size() : 0;
            ArgumentReader.Reading read =
                    arguments.read(given.toString(), WorkflowJson.own(definition.get(), input, size));
            for (Map.Entry<String, String> problem : read.problems().entrySet()) {
                String place = problem.getKey().isEmpty() ? "" : "/" + problem.getKey();
                problems.add(pointer + "/arguments" + place, problem.getValue());
            }
            return read.problems().isEmpty() ? read.arguments() : List.of();
        }
    }
}
