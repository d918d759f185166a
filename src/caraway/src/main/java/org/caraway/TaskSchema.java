package org.caraway;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What a task takes and returns, as JSON Schema (draft 2020-12) says it: for front ends, documents and forms.
 * Immutable. Each schema stands for itself: the types that it refers to are in its {@code $defs}. One name there means
 * the same type in the schemas of all tasks of an application.
 *
 * <p>What is not known of a type is left open, {@code {}} at the worst: a value that the task takes fits its schema, if
 * its lists hold no nulls and its objects no numbers in quotes.
 *
 * @param name the name of the task definition
 * @param description {@link Task#description}, empty if there is none
 * @param remote whether it may be enqueued from outside of the application
 * @param arguments of a JSON object of the arguments by parameter name, in the order of the parameters. Those without
 *     which the task cannot be called are {@code required}; a {@link Sensitive} one is {@code writeOnly}
 * @param result of what {@link TaskHandle#await} returns; null for a task that returns nothing
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
