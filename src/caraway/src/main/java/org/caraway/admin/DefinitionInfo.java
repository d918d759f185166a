package org.caraway.admin;

import java.util.List;
import java.util.Map;

/**
 * A task definition of this application. Immutable.
 *
 * @param name the name under which calls are stored
 * @param method {@code Class#method}
 * @param parameters its parameters in order, as {@code type name}
 * @param resultType what it returns
 * @param transactional whether it runs in a transaction that Caraway opens
 * @param remote whether it may be enqueued from outside of the application
 * @param settings annotation and configuration together, by the names of the configuration
 * @param atRunTime what was set at run time instead
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
