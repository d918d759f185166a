package org.caraway.internal.client;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.caraway.CarawayException;
import org.caraway.TaskView;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.registry.TaskParameter;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.store.admin.Requeues.NewArguments;
import org.jspecify.annotations.Nullable;

/** Checks new arguments of a stored task against its definition. Thread-safe. */
final class NewArgumentsCheck {

    private final TaskRegistry registry;
    private final PayloadCodec payload;
    private final ArgumentsCap cap;

    NewArgumentsCheck(TaskRegistry registry, PayloadCodec payload, ArgumentsCap cap) {
        this.registry = registry;
        this.payload = payload;
        this.cap = cap;
    }

    /**
     * The arguments as they are stored, with the key that follows from them. A key that the call gave itself stays.
     *
     * @throws IllegalArgumentException if they do not fit
     */
    NewArguments checked(TaskView task, String json) {
        String name = task.name();
        Optional<TaskDefinition> definition = registry.find(name);
        NewArguments fitting;
        try {
            fitting = definition.isPresent() ? fitting(definition.get(), task, json) : wellFormed(task, json);
        } catch (CarawayException refused) {
            throw new IllegalArgumentException("Task '" + name + "' was not retried: " + refused.getMessage(), refused);
        }
        cap.check(name, fitting.json());
        return fitting;
    }

    private NewArguments fitting(TaskDefinition definition, TaskView task, String json) {
        int taken = taken(definition, task);
        List<@Nullable Object> arguments = decoded(definition, json, taken);
        String stored = PayloadCodec.isFormatted(json)
                ? json // taken from the row, as it stood there
                : payload.formatted(definition.settings().format(), json, "the arguments");
        boolean keyed = taken == 0 && !definition.settings().key().isEmpty();
        return new NewArguments(
                stored, keyed && followsFromArguments(definition, task) ? KeyArgument.of(definition, arguments) : null);
    }

    /** How many of its first arguments a step takes from the results before it; its row has only the others. */
    private int taken(TaskDefinition definition, TaskView task) {
        int parameters = definition.parameters().size();
        if (task.workflowId() == null) {
            return 0;
        }
        try {
            Object given = payload.decode(payload.plainArguments(task.arguments()), Object.class);
            return given instanceof List<?> list ? Math.max(0, parameters - list.size()) : 0;
        } catch (CarawayException unreadable) { // perhaps why it failed, and gets others now
            return 0;
        }
    }

    private List<@Nullable Object> decoded(TaskDefinition definition, String json, int taken) {
        List<TaskParameter> given =
                definition.parameters().subList(taken, definition.parameters().size());
        return Arrays.asList(
                payload.decodeArguments(json, given, definition.settings().format()));
    }

    /**
     * Whether its key follows from its arguments; a task with unreadable arguments keeps its key.
     */
    private boolean followsFromArguments(TaskDefinition definition, TaskView task) {
        if (task.key().isEmpty()) {
            return true;
        }
        try {
            return task.key().equals(KeyArgument.of(definition, decoded(definition, task.arguments(), 0)));
        } catch (CarawayException | IllegalArgumentException unreadable) {
            return false;
        }
    }

    /** Without the definition neither their types nor their format can be checked. */
    private NewArguments wellFormed(TaskView task, String json) {
        if (PayloadCodec.isFormatted(task.arguments()) && !PayloadCodec.isFormatted(json)) {
            throw new CarawayException("its arguments are in a format, and new ones would stand in the row as plain"
                    + " text, because this node does not have its definition; retry on a node that has the definition");
        }
        Object value = payload.decode(json, Object.class);
        if (!(value instanceof List<?>) && !(value instanceof Map<?, ?>)) {
            throw new CarawayException("arguments are a JSON array, or a JSON object by parameter name");
        }
        return new NewArguments(json, null);
    }
}
