package org.caraway.internal.client;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.util.function.BiFunction;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.registry.TaskRegistry;

/**
 * Stored workflows, whose arguments are in the formats of their tasks, as in the rows of tasks: what is encrypted
 * there is encrypted here. Thread-safe.
 */
final class WorkflowFormats {

    private static final JsonProvider JSON = JsonProvider.provider();
    private static final String TASK = "task";
    private static final String ARGUMENTS = "arguments";
    private static final String OPTIONS = "options";

    private final TaskRegistry registry;
    private final PayloadCodec payload;

    WorkflowFormats(TaskRegistry registry, PayloadCodec payload) {
        this.registry = registry;
        this.payload = payload;
    }

    /** The workflow as it is stored; throws with the format, if that fails. */
    String encoded(String workflow) {
        return changed(workflow, (task, arguments) -> payload.formatted(formatOf(task), arguments, "the arguments"));
    }

    private String formatOf(String task) {
        return registry.find(task)
                .map(definition -> definition.settings().format())
                .orElse("");
    }

    /** The workflow in plain JSON, also if a SQL client wrote it so; throws with the format, if that fails. */
    String decoded(String workflow) {
        return changed(workflow, (task, arguments) -> payload.plainArguments(arguments));
    }

    private static String changed(String workflow, BiFunction<String, String, String> change) {
        try {
            return changed(parsed(workflow), change).toString();
        } catch (JsonException broken) {
            return workflow; // whoever reads the workflow says so
        }
    }

    private static JsonValue parsed(String text) {
        try (JsonReader reader = JSON.createReader(new StringReader(text))) {
            return reader.readValue();
        }
    }

    private static JsonValue changed(JsonValue value, BiFunction<String, String, String> change) {
        if (value instanceof JsonArray array) {
            JsonArrayBuilder elements = JSON.createArrayBuilder();
            array.forEach(element -> elements.add(changed(element, change)));
            return elements.build();
        }
        if (!(value instanceof JsonObject object)) {
            return value;
        }
        JsonObjectBuilder members = JSON.createObjectBuilder();
        object.forEach((name, member) -> {
            if (name.equals(ARGUMENTS) && object.get(TASK) instanceof JsonString task) {
                members.add(name, parsed(change.apply(task.getString(), member.toString())));
            } else {
                members.add(name, name.equals(OPTIONS) ? member : changed(member, change));
            }
        });
        return members.build();
    }
}
