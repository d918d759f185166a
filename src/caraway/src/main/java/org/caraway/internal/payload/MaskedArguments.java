package org.caraway.internal.payload;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.caraway.TaskCall;
import org.caraway.internal.registry.TaskParameter;
import org.caraway.internal.registry.TaskRegistry;

/**
 * Arguments with {@code ***} in place of {@link org.caraway.Sensitive} ones. Thread-safe. All code that shows arguments
 * uses it, such as log lines.
 *
 * <p>In doubt it shows nothing: if this node does not have the definition, because then the sensitive arguments are
 * unknown; if the arguments are not JSON or do not match the parameters; and if the arguments or the task have a
 * format, because it may exist to hide them.
 */
public final class MaskedArguments {

    private static final String MASK = "***";

    private final TaskRegistry registry;
    private final PayloadCodec codec;
    private final JsonProvider json = JsonProvider.provider();

    /** For calls of these definitions. */
    public MaskedArguments(TaskRegistry registry, PayloadCodec codec) {
        this.registry = registry;
        this.codec = codec;
    }

    /** The masked arguments of this call as JSON; absent if nothing may be shown. */
    public Optional<String> of(TaskCall<?> call) {
        return registry.find(call.name()).flatMap(definition -> {
            List<TaskParameter> parameters = definition.parameters();
            if (!definition.settings().format().isEmpty()) {
                return Optional.empty();
            }
            return shown(parameters, codec.encodeArguments(parameters, call.arguments()));
        });
    }

    /**
     * These arguments as masked JSON.
     *
     * @param name the task's name
     * @param arguments a JSON array by position, or a JSON object by parameter name
     * @return absent if nothing may be shown
     */
    public Optional<String> of(String name, String arguments) {
        return PayloadCodec.isFormatted(arguments)
                ? Optional.empty()
                : registry.find(name)
                        .filter(definition -> definition.settings().format().isEmpty())
                        .flatMap(definition -> shown(definition.parameters(), arguments));
    }

    private Optional<String> shown(List<TaskParameter> parameters, String arguments) {
        if (parameters.stream().noneMatch(TaskParameter::sensitive)) {
            return Optional.of(arguments);
        }
        try (JsonReader reader = json.createReader(new StringReader(arguments))) {
            JsonValue parsed = reader.readValue();
            if (parsed instanceof JsonArray array) {
                return byPosition(parameters, array);
            }
            return parsed instanceof JsonObject object ? byName(parameters, object) : Optional.empty();
        } catch (JsonException broken) {
            return Optional.empty();
        }
    }

    private Optional<String> byPosition(List<TaskParameter> parameters, JsonArray array) {
        if (array.size() != parameters.size()) {
            return Optional.empty();
        }
        JsonArrayBuilder shown = json.createArrayBuilder();
        for (int i = 0; i < parameters.size(); i++) {
            shown.add(parameters.get(i).sensitive() ? json.createValue(MASK) : array.get(i));
        }
        return Optional.of(shown.build().toString());
    }

    private Optional<String> byName(List<TaskParameter> parameters, JsonObject object) {
        Map<String, TaskParameter> known =
                parameters.stream().collect(Collectors.toMap(TaskParameter::name, Function.identity()));
        JsonObjectBuilder shown = json.createObjectBuilder();
        object.forEach((name, value) -> {
            TaskParameter parameter = known.get(name);
            shown.add(name, parameter == null || parameter.sensitive() ? json.createValue(MASK) : value);
        });
        return Optional.of(shown.build().toString());
    }
}
