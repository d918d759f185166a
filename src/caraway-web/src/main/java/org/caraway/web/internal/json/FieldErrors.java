package org.caraway.web.internal.json;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.caraway.web.internal.http.Problem;
import org.caraway.web.internal.http.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Collects the errors of a request, to report them together: the first 50 with their fields, of the others the number.
 * Confined to one thread.
 */
public final class FieldErrors {

    private final List<Problem.Field> fields = new ArrayList<>();
    private int count;

    /** Adds an error of this field. */
    public void add(String pointer, String detail) {
        if (fields.size() < Problem.FIELDS_CAP) {
            fields.add(new Problem.Field(pointer, detail));
        }
        count++;
    }

    /** Adds the errors of another problem. */
    public void addAll(Problem problem) {
        if (problem.errors().isEmpty()) {
            add("", problem.detail());
        }
        problem.errors().forEach(field -> add(field.pointer(), field.detail()));
    }

    /** The supplied value, or null after adding the error. */
    public <T> @Nullable T read(String pointer, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException refused) {
            add(pointer, String.valueOf(refused.getMessage()));
            return null;
        }
    }

    /** Refuses the request with 400 if there are errors. */
    public void throwIfAny() {
        if (!fields.isEmpty()) {
            throw new Refusal(Problem.badFields(fields, count));
        }
    }
}
