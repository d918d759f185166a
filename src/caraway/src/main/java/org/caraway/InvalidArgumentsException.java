package org.caraway;

import java.io.Serial;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** JSON arguments do not match the parameters of the task. Nothing was enqueued. */
public final class InvalidArgumentsException extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Map<String, String> problems;

    /** For the task with this name, with the problems by their place. */
    public InvalidArgumentsException(String name, Map<String, String> problems) {
        super("The arguments of task '" + name + "' do not fit: " + problems);
        this.problems = Collections.unmodifiableMap(new LinkedHashMap<>(problems));
    }

    /**
     * All problems, by the index of the argument in the array or its name in the object; by the empty text if the whole
     * value is invalid. Values of {@link Sensitive} parameters are not included.
     */
    public Map<String, String> problems() {
        return problems;
    }
}
