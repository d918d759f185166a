package org.caraway.internal.workflow;

import java.util.LinkedHashMap;
import java.util.Map;
import org.caraway.CallOptions;
import org.caraway.TaskOverrides;
import org.jspecify.annotations.Nullable;

/** Options of a whole workflow, as the defaults of its steps. Stateless. */
final class OptionDefaults {

    private OptionDefaults() {}

    /**
     * The options of an inner node, with those of the outer where it has none. Id, unique key and timing stay inner.
     */
    static CallOptions under(CallOptions outer, CallOptions inner) {
        return new CallOptions(
                inner.id(),
                inner.timing(),
                first(inner.queue(), outer.queue()),
                inner.inheritPriority() ? null : first(inner.priority(), outer.priority()),
                inner.inheritPriority() || (inner.priority() == null && outer.inheritPriority()),
                first(inner.key(), outer.key()),
                inner.unique(),
                under(outer.overrides(), inner.overrides()),
                under(outer.headers(), inner.headers()),
                under(outer.labels(), inner.labels()),
                inner.withoutContext() || outer.withoutContext());
    }

    private static TaskOverrides under(TaskOverrides outer, TaskOverrides inner) {
        return new TaskOverrides(
                first(inner.softTimeLimit(), outer.softTimeLimit()),
                first(inner.timeLimit(), outer.timeLimit()),
                first(inner.maxRetries(), outer.maxRetries()),
                first(inner.ignoreResult(), outer.ignoreResult()),
                first(inner.retainFor(), outer.retainFor()),
                first(inner.deadline(), outer.deadline()));
    }

    /** The same, for a step whose result others need: it is stored. */
    static CallOptions storing(CallOptions options) {
        TaskOverrides overrides = options.overrides();
        return new CallOptions(
                options.id(),
                options.timing(),
                options.queue(),
                options.priority(),
                options.inheritPriority(),
                options.key(),
                options.unique(),
                new TaskOverrides(
                        overrides.softTimeLimit(),
                        overrides.timeLimit(),
                        overrides.maxRetries(),
                        false,
                        overrides.retainFor(),
                        overrides.deadline()),
                options.headers(),
                options.labels(),
                options.withoutContext());
    }

    private static Map<String, String> under(Map<String, String> outer, Map<String, String> inner) {
        if (outer.isEmpty()) {
            return inner;
        }
        Map<String, String> both = new LinkedHashMap<>(outer);
        both.putAll(inner);
        return both;
    }

    private static <T> @Nullable T first(@Nullable T one, @Nullable T other) {
        return one == null ? other : one;
    }
}
