package org.caraway;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * The arguments and the result of a task as JSON Schema (draft 2020-12), for front ends, documents and forms.
 * Immutable. Each schema is complete: the types to which it refers are in its {@code $defs}. A name there means the
 * same type in the schemas of all tasks of an application.
 *
 * <p>Unknown parts of a type are left open, in the extreme as {@code {}}: each value that the task accepts matches its
 * schema if its lists contain no nulls and its objects no numbers in quotes.
 *
 * @param name the name of the task definition
 * @param description {@link Task#description}, empty if there is none
 * @param remote whether it can be enqueued from outside of the application
 * @param arguments the schema of a JSON object with the arguments by parameter name, in the order of the parameters.
 *     Mandatory arguments are {@code required}; {@link Sensitive} ones are {@code writeOnly}
 * @param result the schema of the value that {@link TaskHandle#await} returns; null for a task that returns nothing
 */
public record TaskSchema(
        String name,
        String description,
        boolean remote,
        String arguments,
        @Nullable String result) {

    /** Checks that nothing else is null. */
    public TaskSchema {
        requireNonNull(name, "name");
        requireNonNull(description, "description");
        requireNonNull(arguments, "arguments");
    }
}
