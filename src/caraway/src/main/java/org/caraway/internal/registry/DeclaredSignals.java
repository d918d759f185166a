package org.caraway.internal.registry;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.caraway.Signal;

/** The signals that a task definition declares. Stateless. */
public final class DeclaredSignals {

    private DeclaredSignals() {}

    /** Their types by their names, empty if it declares none and takes any. */
    public static Map<String, Class<?>> of(TaskDefinition definition) {
        Map<String, Class<?>> types = new TreeMap<>();
        for (Signal signal : definition.method().getAnnotationsByType(Signal.class)) {
            types.put(signal.name(), signal.type());
        }
        return types;
    }

    /**
     * The declared type of a signal, absent if the definition declares none at all.
     *
     * @throws IllegalArgumentException if it declares others only
     */
    public static Optional<Class<?>> typeOf(TaskDefinition definition, String name) {
        Map<String, Class<?>> types = of(definition);
        Class<?> type = types.get(name);
        if (type == null && !types.isEmpty()) {
            throw new IllegalArgumentException("Task '" + definition.name() + "' declares no signal '" + name
                    + "'; it declares " + String.join(", ", types.keySet()) + ". Use one of these, or add @Signal to "
                    + definition.where());
        }
        return Optional.ofNullable(type);
    }
}
