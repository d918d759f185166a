package org.caraway.web.internal.openapi;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.caraway.TaskSchema;
import org.caraway.web.internal.http.PercentEncoding;
import org.jspecify.annotations.Nullable;

/**
 * Builds one submission request for each remote task, with the schemas of its arguments and its result. Confined to one
 * thread. A task {@code Reports.render} has the schemas {@code Reports.render.Arguments},
 * {@code Reports.render.Submission}, {@code Reports.render.PositionalSubmission} and {@code Reports.render.Result};
 * nested types have schemas of their own, with unique names.
 */
final class TaskRequests {

    private static final JsonProvider JSON = JsonProvider.provider();

    private final Set<String> taken;
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, JsonObject> schemas = new TreeMap<>();
    private final Map<String, JsonObject> operations = new LinkedHashMap<>();
    private final SchemaDialect dialect = new SchemaDialect(this::nameOf);

    /**
     * Builds the requests of these tasks.
     *
     * @param taken names that other components have
     * @param usual the generic submission request, a template for parameters and responses
     */
    TaskRequests(List<TaskSchema> tasks, Set<String> taken, JsonObject usual) {
        this.taken = new HashSet<>(taken);
        tasks.stream().filter(TaskSchema::remote).forEach(task -> add(task, usual));
    }

    /** By name, for the components. */
    Map<String, JsonObject> schemas() {
        return schemas;
    }

    /** By path; each is for {@code post}. */
    Map<String, JsonObject> operations() {
        return operations;
    }

    private void add(TaskSchema task, JsonObject usual) {
        String id = unique(task.name().replaceAll("[^A-Za-z0-9._-]", "_"));
        JsonObject arguments = parsed(task.arguments());
        types(arguments);
        schemas.put(id + ".Arguments", dialect.convert(arguments));
        boolean takesArguments = !arguments.getJsonObject("properties").isEmpty();
        schemas.put(id + ".Submission", submission(reference(id + ".Arguments"), takesArguments));
        if (takesArguments) {
            schemas.put(id + ".PositionalSubmission", submission(byPosition(arguments), true));
        }
        JsonObjectBuilder operation = JSON.createObjectBuilder()
                .add("operationId", "submit_" + id.replaceAll("[^A-Za-z0-9]", "_"))
                .add("tags", JSON.createArrayBuilder().add("Caraway submissions"))
                .add("x-permission", usual.get("x-permission"))
                .add("summary", "Submits " + task.name());
        if (!task.description().isEmpty()) {
            operation.add("description", task.description());
        }
        JsonArrayBuilder parameters = JSON.createArrayBuilder();
        usual.getJsonArray("parameters").stream()
                .filter(parameter -> parameter.asJsonObject().containsKey("$ref"))
                .forEach(parameters::add);
        operation
                .add("parameters", parameters)
                .add("requestBody", body(id, takesArguments))
                .add("responses", usual.get("responses"));
        if (task.result() != null) {
            JsonObject result = parsed(task.result());
            types(result);
            schemas.put(id + ".Result", dialect.convert(result));
            operation.add("x-caraway-result", reference(id + ".Result"));
        }
        operations.put("/tasks/" + PercentEncoding.encode(task.name()), operation.build());
    }

    private static JsonObject parsed(String json) {
        try (JsonReader reader = JSON.createReader(new StringReader(json))) {
            return reader.readObject();
        }
    }

    private void types(JsonObject schema) {
        @Nullable JsonObject types = schema.getJsonObject("$defs");
        if (types != null) {
            types.forEach((name, type) -> schemas.put(nameOf(name), dialect.convert(type.asJsonObject())));
        }
    }

    private String nameOf(String type) {
        return names.computeIfAbsent(type, this::unique);
    }

    private String unique(String preferred) {
        String name = preferred;
        for (int next = 2; !taken.add(name); next++) {
            name = preferred + "_" + next;
        }
        return name;
    }

    private static JsonObject reference(String name) {
        return JSON.createObjectBuilder()
                .add("$ref", SchemaDialect.COMPONENTS + name)
                .build();
    }

    private static JsonObject submission(JsonObject arguments, boolean required) {
        JsonObjectBuilder submission = JSON.createObjectBuilder()
                .add("type", "object")
                .add(
                        "properties",
                        JSON.createObjectBuilder()
                                .add("arguments", arguments)
                                .add("options", reference("CarawayCallOptions")))
                .add("additionalProperties", false);
        if (required) {
            submission.add("required", JSON.createArrayBuilder().add("arguments"));
        }
        return submission.build();
    }

    /** An array is accepted as well, but client generators produce code that does not compile from it. */
    private static JsonObject body(String id, boolean takesArguments) {
        JsonArrayBuilder forms = JSON.createArrayBuilder()
                .add(reference(id + ".Submission"))
                .add(reference(id + ".PositionalSubmission"));
        JsonObject schema =
                takesArguments ? JSON.createObjectBuilder().add("oneOf", forms).build() : reference(id + ".Submission");
        JsonObjectBuilder json = JSON.createObjectBuilder().add("schema", schema);
        return JSON.createObjectBuilder()
                .add("required", takesArguments)
                .add("content", JSON.createObjectBuilder().add("application/json", json))
                .build();
    }

    /** The schema of an array of arguments. OpenAPI 3.0 has no schema per position. */
    private JsonObject byPosition(JsonObject arguments) {
        List<String> parameters =
                new ArrayList<>(arguments.getJsonObject("properties").keySet());
        Set<JsonValue> kinds = new LinkedHashSet<>();
        arguments
                .getJsonObject("properties")
                .values()
                .forEach(schema -> kinds.add(dialect.convert(schema.asJsonObject())));
        JsonArrayBuilder either = JSON.createArrayBuilder();
        kinds.forEach(either::add);
        JsonObjectBuilder items = JSON.createObjectBuilder();
        if (kinds.size() > 1) {
            items.add("anyOf", either);
        }
        return JSON.createObjectBuilder()
                .add("type", "array")
                .add("description", String.join(", ", parameters))
                .add("items", kinds.size() == 1 ? kinds.iterator().next() : items.build())
                .add("minItems", parameters.size())
                .add("maxItems", parameters.size())
                .build();
    }
}
