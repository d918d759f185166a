package org.caraway.web.internal.http;

import java.util.List;
import java.util.Map;

/**
 * What is done for a method and a path. Immutable.
 *
 * @param method such as {@code GET}
 * @param template the path with variables in braces, such as {@code tasks/{id}}
 * @param permission what the caller must be allowed
 * @param handler does it
 */
public record Route(String method, String template, Permission permission, Handler handler) {

    /** Answers a request. Thread-safe. */
    @FunctionalInterface
    public interface Handler {

        /**
         * The answer.
         *
         * @param variables of the path, by name, decoded
         */
        Answer handle(WebRequest request, Map<String, String> variables);
    }

    /** What callers may be allowed. */
    public enum Permission {
        /** To see all tasks, or those that they have submitted themselves. */
        READ_TASKS,
        /** To see everything. */
        READ_ALL,
        /** To submit tasks. */
        SUBMIT,
        /** To change whatever can be changed. */
        OPERATE
    }

    List<String> segments() {
        return template.isEmpty() ? List.of() : List.of(template.split("/", -1));
    }
}
