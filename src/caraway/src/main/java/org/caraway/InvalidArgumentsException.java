package org.caraway;

import java.io.Serial;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Arguments that came as JSON do not fit the task. Nothing was enqueued. */
public final class InvalidArgumentsException extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Map<String, String> problems;

    /** For the task with this name, and what is wrong by its place. */
    public InvalidArgumentsException(String name, Map<String, String> problems) {
        super("The arguments of task '" + name + "' do not fit: " + problems);
        this.problems = Collections.unmodifiableMap(new LinkedHashMap<>(problems));
    }

    /**
     * Everything that is wrong, by the index of the argument in the array or by its name in the object; by the empty
     * text where all of it is wrong. Values of {@link Sensitive} parameters are not told.
     */
    public Map<String, String> problems() {
        return problems;
    }
}
