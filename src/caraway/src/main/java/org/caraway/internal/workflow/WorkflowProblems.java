package org.caraway.internal.workflow;

import java.time.DateTimeException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.caraway.InvalidWorkflowException;
import org.jspecify.annotations.Nullable;

/** What is wrong in the JSON of a workflow, by JSON pointer. Confined to one reading. */
final class WorkflowProblems {

    private static final int CAP = 50;

    private final Map<String, String> problems = new LinkedHashMap<>();

    void add(String pointer, String problem) {
        if (problems.size() < CAP) {
            problems.putIfAbsent(pointer, problem);
        }
    }

    /** The value, or the other and a problem if it is refused. */
    <T> T read(String pointer, T otherwise, Supplier<T> reading) {
        T read = readOrNull(pointer, reading);
        return read == null ? otherwise : read;
    }

    /** The value, or null and a problem if it is refused. */
    <T> @Nullable T readOrNull(String pointer, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException | DateTimeException refused) {
            add(pointer, String.valueOf(refused.getMessage()));
            return null;
        }
    }

    void throwIfAny() {
        if (!problems.isEmpty()) {
            throw new InvalidWorkflowException(problems);
        }
    }
}
