package org.caraway.internal.workflow;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** The types of results that are made of others. Stateless. */
public final class ResultTypes {

    private ResultTypes() {}

    /** A list of these elements. */
    public static Type listOf(Type element) {
        return TypeFit.listOf(element);
    }

    /** The elements of a list, any objects if they are unknown. */
    public static Type elementOf(@Nullable Type list) {
        Type element = TypeFit.elementOf(list);
        return element == null ? Object.class : element;
    }

    /** The outcome of a step with this result. */
    public static Type outcomeOf(Type result) {
        return TypeFit.outcomeOf(result);
    }
}
