package org.caraway.internal.payload;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.caraway.TaskSchema;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.registry.TaskParameter;
import org.caraway.internal.registry.TaskRegistry;
import org.jspecify.annotations.Nullable;

/** The schemas of all definitions, created at the first use. Thread-safe. */
public final class TaskSchemas {

    private static final JsonProvider JSON = JsonProvider.provider();

    private final TaskRegistry registry;
    private final AtomicReference<@Nullable List<TaskSchema>> made = new AtomicReference<>();

    /** For these definitions. */
    public TaskSchemas(TaskRegistry registry) {
        this.registry = registry;
    }

    /** One for each definition, by name. */
    public List<TaskSchema> all() {
        @Nullable List<TaskSchema> known = made.get();
        if (known != null) {
            return known;
        }
        List<TaskSchema> schemas = make();
        made.set(schemas); // two who ask at once make the same
        return schemas;
    }

    private List<TaskSchema> make() {
        TypeSchemas types = new TypeSchemas();
        Map<TaskDefinition, JsonObject> arguments = new LinkedHashMap<>();
        Map<String, JsonObject> results = new TreeMap<>();
        for (String name : registry.names().stream().sorted().toList()) {
            TaskDefinition definition = registry.find(name).orElseThrow();
            arguments.put(definition, arguments(definition, types));
            if (returnsSomething(definition)) {
                results.put(name, result(definition, types));
            }
        }
        List<TaskSchema> schemas = new ArrayList<>();
        arguments.forEach((definition, schema) -> {
            @Nullable JsonObject result = results.get(definition.name());
            schemas.add(new TaskSchema(
                    definition.name(),
                    definition.settings().description(),
                    definition.settings().remote(),
                    complete(schema, types).toString(),
                    result == null ? null : complete(result, types).toString()));
        });
        return List.copyOf(schemas);
    }

    private static boolean returnsSomething(TaskDefinition definition) {
        return definition.resultType() != void.class && definition.resultType() != Void.class;
    }

    private static JsonObject arguments(TaskDefinition definition, TypeSchemas types) {
        JsonObjectBuilder properties = JSON.createObjectBuilder();
        JsonArrayBuilder required = JSON.createArrayBuilder();
        for (TaskParameter parameter : definition.parameters()) {
            JsonObject schema = types.of(parameter.type());
            JsonObjectBuilder property =
                    JSON.createObjectBuilder(parameter.rawType().isPrimitive() ? schema : TypeSchemas.orNull(schema));
            if (parameter.sensitive()) {
                property.add("writeOnly", true);
            }
            properties.add(parameter.name(), property);
            if (!PayloadTypes.isOptional(parameter.rawType())) {
                required.add(parameter.name());
            }
        }
        return JSON.createObjectBuilder()
                .add("type", "object")
                .add("properties", properties)
                .add("required", required)
                .add("additionalProperties", false)
                .build();
    }

    private static JsonObject result(TaskDefinition definition, TypeSchemas types) {
        JsonObject schema = types.of(definition.resultType());
        boolean primitive = definition.resultType() instanceof Class<?> plain && plain.isPrimitive();
        return primitive ? schema : TypeSchemas.orNull(schema);
    }

    /** With all definitions to which it refers, directly or indirectly. */
    private static JsonObject complete(JsonObject schema, TypeSchemas types) {
        Map<String, JsonObject> needed = new TreeMap<>();
        collect(schema, types.definitions(), needed);
        if (needed.isEmpty()) {
            return schema;
        }
        JsonObjectBuilder definitions = JSON.createObjectBuilder();
        needed.forEach(definitions::add);
        return JSON.createObjectBuilder(schema).add("$defs", definitions).build();
    }

    private static void collect(JsonValue value, Map<String, JsonObject> known, Map<String, JsonObject> needed) {
        if (value.getValueType() == JsonValue.ValueType.ARRAY) {
            value.asJsonArray().forEach(item -> collect(item, known, needed));
        } else if (value.getValueType() == JsonValue.ValueType.OBJECT) {
            value.asJsonObject().forEach((member, inner) -> {
                if (member.equals("$ref") && inner instanceof JsonString reference) {
                    String name = reference.getString().substring(TypeSchemas.PLACE.length());
                    @Nullable JsonObject definition = known.get(name);
                    if (definition != null && needed.putIfAbsent(name, definition) == null) {
                        collect(definition, known, needed);
                    }
                } else {
                    collect(inner, known, needed);
                }
            });
        }
    }
}
