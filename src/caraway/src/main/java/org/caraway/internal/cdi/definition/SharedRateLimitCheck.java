package org.caraway.internal.cdi.definition;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.caraway.internal.cdi.config.Problems;
import org.caraway.internal.lifecycle.RateLimit;
import org.caraway.internal.registry.TaskDefinition;

/** Checks the rate limits that several tasks share. Stateless. */
final class SharedRateLimitCheck {

    private SharedRateLimitCheck() {}

    /** Tasks that share a limit must declare it alike: a task with another number would be counted separately. */
    static void check(Collection<TaskDefinition> definitions, Problems problems) {
        Map<String, FirstUse> known = new HashMap<>();
        for (TaskDefinition definition : definitions) {
            for (RateLimit rate : definition.settings().limits().rates()) {
                String name = rate.shared();
                if (name != null) {
                    FirstUse first = known.computeIfAbsent(name, unseen -> new FirstUse(definition, rate));
                    check(first, definition, rate, problems);
                }
            }
        }
    }

    private static void check(FirstUse first, TaskDefinition definition, RateLimit rate, Problems problems) {
        boolean same = rate.permits() == first.rate.permits()
                && rate.period().equals(first.rate.period())
                && (rate.per() == null) == (first.rate.per() == null);
        if (!same) {
            problems.add(definition.where() + ": shares the rate limit '" + rate.shared() + "' as " + described(rate)
                    + ", and " + first.definition.where() + " as " + described(first.rate)
                    + "; give both the same, or names of their own");
        }
    }

    private static String described(RateLimit rate) {
        return rate.permits() + " in " + rate.period() + (rate.per() == null ? "" : " per " + rate.per());
    }

    /** The first task that declares a shared limit. Immutable. */
    private record FirstUse(TaskDefinition definition, RateLimit rate) {}
}
