package org.caraway.web.internal.json;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.caraway.web.internal.http.Problem;
import org.caraway.web.internal.http.Refusal;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with a request, so that all of it is told at once. Confined to one thread. */
public final class FieldErrors {

    private final List<Problem.Field> fields = new ArrayList<>();

    /** Notes that this field is wrong. */
    public void add(String pointer, String detail) {
        fields.add(new Problem.Field(pointer, detail));
    }

    /** Notes what another refusal says. */
    public void addAll(Problem problem) {
        if (problem.errors().isEmpty()) {
            add("", problem.detail());
        }
        fields.addAll(problem.errors());
    }

    /** What this gives, or null after noting why it does not. */
    public <T> @Nullable T read(String pointer, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException refused) {
            add(pointer, String.valueOf(refused.getMessage()));
            return null;
        }
    }

    /** Refuses with 400 if anything was wrong. */
    public void throwIfAny() {
        if (!fields.isEmpty()) {
            throw new Refusal(Problem.badFields(fields));
        }
    }
}
