package org.caraway.admin;

import java.util.List;
import java.util.Map;

/**
 * A task definition of this application. Immutable.
 *
 * @param name the name under which calls are stored
 * @param method {@code Class#method}
 * @param parameters its parameters in order, as {@code type name}
 * @param resultType its return type
 * @param transactional whether it runs in a transaction that Caraway opens
 * @param remote whether it can be enqueued from outside of the application
 * @param settings the values of annotation and configuration, by their configuration names
 * @param atRunTime the values that were set at run time and replace these
 */
public record DefinitionInfo(
        String name,
        String method,
        List<String> parameters,
        String resultType,
        boolean transactional,
        boolean remote,
        Map<String, String> settings,
        DefinitionSettings atRunTime) {

    /** Copies the collections. */
    public DefinitionInfo {
        parameters = List.copyOf(parameters);
        settings = Map.copyOf(settings);
    }
}
