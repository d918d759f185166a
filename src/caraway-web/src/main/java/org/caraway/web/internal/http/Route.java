package org.caraway.web.internal.http;

import java.util.List;
import java.util.Map;

/**
 * The handler of a method and a path. Immutable.
 *
 * @param method for example {@code GET}
 * @param template the path with variables in braces, for example {@code tasks/{id}}
 * @param permission the permission that the caller needs
 * @param handler handles the requests
 */
public record Route(String method, String template, Permission permission, Handler handler) {

    /** Handles a request. Thread-safe. */
    @FunctionalInterface
    public interface Handler {

        /**
         * The answer.
         *
         * @param variables the decoded variables of the path, by name
         */
        Answer handle(WebRequest request, Map<String, String> variables);
    }

    /** The permissions of callers. */
    public enum Permission {
        /** To read tasks: all, or only their own. */
        READ_TASKS,
        /** To read everything. */
        READ_ALL,
        /** To submit tasks. */
        SUBMIT,
        /** To send signals to tasks. */
        SIGNAL,
        /** To change everything. */
        OPERATE
    }

    List<String> segments() {
        return template.isEmpty() ? List.of() : List.of(template.split("/", -1));
    }
}
