package org.caraway.internal.workflow;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.caraway.CallOptions;
import org.caraway.Join;
import org.caraway.TaskMethod;
import org.caraway.WorkflowNode;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.registry.TaskParameter;
import org.caraway.internal.registry.TaskRegistry;
import org.jspecify.annotations.Nullable;

/** Writes workflows as JSON: each node is an object, and its first member says what it is. Thread-safe. */
public final class WorkflowJson {

    private final JsonProvider json = JsonProvider.provider();
    private final TaskRegistry registry;
    private final PayloadCodec payload;
    private final Function<TaskMethod, TaskDefinition> methods;

    /** Over the tasks of this application; the function finds that of a method. */
    public WorkflowJson(TaskRegistry registry, PayloadCodec payload, Function<TaskMethod, TaskDefinition> methods) {
        this.registry = registry;
        this.payload = payload;
        this.methods = methods;
    }

    /**
     * The workflow as JSON, with the names of its tasks.
     *
     * @throws IllegalArgumentException if a method is no task
     * @throws org.caraway.CarawayException if an argument cannot be written
     */
    public String write(WorkflowNode node) {
        return value(node).toString();
    }

    private JsonValue value(WorkflowNode node) {
        JsonObjectBuilder object = json.createObjectBuilder();
        if (node instanceof WorkflowNode.Step step) {
            step(object, step);
        } else if (node instanceof WorkflowNode.Sequence sequence) {
            object.add("chain", array(sequence.nodes()));
        } else if (node instanceof WorkflowNode.Members members) {
            object.add("group", array(members.nodes()));
            group(object, members.join(), members.atMost());
        } else if (node instanceof WorkflowNode.Each each) {
            object.add("each", value(each.element()));
            group(object, each.join(), each.atMost());
        } else if (node instanceof WorkflowNode.Branch branch) {
            object.add("if", value(branch.condition())).add("then", value(branch.taken()));
            WorkflowNode otherwise = branch.otherwise();
            if (otherwise != null) {
                object.add("else", value(otherwise));
            }
        } else if (node instanceof WorkflowNode.Watched watched) {
            object.add("watch", value(watched.node()))
                    .add("onSuccess", array(watched.onSuccess()))
                    .add("onFailure", array(watched.onFailure()));
        } else if (node instanceof WorkflowNode.Configured configured) {
            object.add("with", value(configured.node()));
            if (configured.name() != null) {
                object.add("name", configured.name());
            }
            if (configured.maxConcurrent() != null) {
                object.add("maxConcurrent", configured.maxConcurrent());
            }
            options(object, configured.options());
        } else {
            object.add("previous", true);
        }
        return object.build();
    }

    private JsonArray array(List<WorkflowNode> nodes) {
        JsonArrayBuilder array = json.createArrayBuilder();
        nodes.forEach(node -> array.add(value(node)));
        return array.build();
    }

    private static void group(JsonObjectBuilder object, Join join, @Nullable Integer atMost) {
        object.add("join", join instanceof Join.AtLeast ? "AT_LEAST" : join.toString());
        if (join instanceof Join.AtLeast) {
            object.add("needed", join.needed());
        }
        if (atMost != null) {
            object.add("atMost", atMost);
        }
    }

    private static void options(JsonObjectBuilder object, CallOptions options) {
        if (!options.equals(CallOptions.NONE)) {
            object.add("options", OptionsJson.write(options));
        }
    }

    private void step(JsonObjectBuilder object, WorkflowNode.Step step) {
        TaskMethod method = step.method();
        String name = method == null
                ? String.valueOf(step.task())
                : methods.apply(method).name();
        object.add("task", name);
        if (step.input() != WorkflowNode.Input.NONE) {
            object.add("takes", step.input().name());
        }
        object.add("arguments", arguments(name, step));
        options(object, step.options());
    }

    private JsonValue arguments(String name, WorkflowNode.Step step) {
        List<TaskParameter> parameters = registry.find(name)
                .map(TaskDefinition::parameters)
                .filter(known -> known.size() >= step.arguments().size())
                .map(known -> known.subList(known.size() - step.arguments().size(), known.size()))
                .orElse(null);
        String text = parameters == null
                ? payload.encodeArguments(step.arguments())
                : payload.encodeArguments(parameters, step.arguments());
        try (JsonReader reader = json.createReader(new StringReader(text))) {
            return reader.readValue();
        }
    }

    /** The parameters of a step that its own arguments are for, which are its last ones. */
    static List<TaskParameter> own(TaskDefinition definition, WorkflowNode.Input input, int given) {
        List<TaskParameter> all = new ArrayList<>(definition.parameters());
        int taken =
                switch (input) {
                    case NONE -> 0;
                    case RESULT, OUTCOME -> 1;
                    case MEMBERS -> all.size() - given;
                };
        return all.subList(Math.min(Math.max(taken, 0), all.size()), all.size());
    }
}
