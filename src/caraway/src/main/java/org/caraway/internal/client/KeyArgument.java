package org.caraway.internal.client;

import java.util.List;
import org.caraway.internal.lifecycle.StorableText;
import org.caraway.internal.registry.TaskDefinition;
import org.jspecify.annotations.Nullable;

/** The argument that is the fairness key of a task, as text. Stateless. */
final class KeyArgument {

    private static final int KEY_CAP = 200;

    private KeyArgument() {}

    /**
     * The value of the definition's key parameter; empty if it has none, or the value is null.
     *
     * @throws IllegalArgumentException if it is longer than a key may be
     */
    static String of(TaskDefinition definition, List<? extends @Nullable Object> arguments) {
        String parameter = definition.settings().key();
        for (int i = 0; !parameter.isEmpty() && i < arguments.size(); i++) {
            if (definition.parameters().get(i).name().equals(parameter)) {
                return checked(definition, parameter, String.valueOf(arguments.get(i) == null ? "" : arguments.get(i)));
            }
        }
        return "";
    }

    private static String checked(TaskDefinition definition, String parameter, String key) {
        if (key.length() > KEY_CAP) {
            throw new IllegalArgumentException("Task '" + definition.name() + "' was not enqueued: its key parameter '"
                    + parameter + "' has " + key.length() + " characters, and a key at most " + KEY_CAP
                    + "; name a shorter one with TaskCall.key");
        }
        return StorableText.of(key);
    }
}
