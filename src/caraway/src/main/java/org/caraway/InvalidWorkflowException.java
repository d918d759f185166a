package org.caraway;

import java.io.Serial;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A JSON text is no workflow. Nothing was enqueued. */
public final class InvalidWorkflowException extends CarawayException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Map<String, String> problems;

    /** With the problems by their place. */
    public InvalidWorkflowException(Map<String, String> problems) {
        super("The JSON is no workflow: " + problems);
        this.problems = Collections.unmodifiableMap(new LinkedHashMap<>(problems));
    }

    /**
     * The problems, at most 50, by JSON pointer (RFC 6901): {@code /chain/1/arguments/0}. Values of {@link Sensitive}
     * parameters are not included.
     */
    public Map<String, String> problems() {
        return problems;
    }
}
