package org.caraway.internal.store.claim;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.caraway.internal.lifecycle.StartLimits;
import org.jspecify.annotations.Nullable;

/**
 * What a worker would claim from one queue. Immutable.
 *
 * @param workerId the worker
 * @param queue the queue
 * @param names only tasks of these names
 * @param limit how many at most, at least 1
 * @param limitedMost how many of tasks with limits: they are counted from the claim on, so none is to wait for long
 * @param lowestFirst whether the lowest priority comes first, for once
 * @param after the line that was served last: lines of the same priority take turns
 * @param limits what bounds the attempts of these names, for those that have such
 * @param queueMost how many tasks of the queue may run at the same time on all workers together, null for any number
 * @param thorough whether all that is due is looked at; else a task that became due before those of its line that were claimed lately may
 *     be left out until a look for such tasks has found it, as {@link Watermarks} says
 */
public record ClaimRequest(
        String workerId,
        String queue,
        Set<String> names,
        int limit,
        int limitedMost,
        boolean lowestFirst,
        FairnessGroup after,
        Map<String, StartLimits> limits,
        @Nullable Integer queueMost,
        boolean thorough) {

    /** Copies the collections. */
    public ClaimRequest {
        names = Set.copyOf(names);
        limits = Map.copyOf(limits);
    }

    /** A thorough one. */
    public ClaimRequest(
            String workerId,
            String queue,
            Set<String> names,
            int limit,
            int limitedMost,
            boolean lowestFirst,
            FairnessGroup after,
            Map<String, StartLimits> limits,
            @Nullable Integer queueMost) {
        this(workerId, queue, names, limit, limitedMost, lowestFirst, after, limits, queueMost, true);
    }

    /** One without limits, and with nobody served before. */
    public static ClaimRequest of(String workerId, String queue, Set<String> names, int limit) {
        return new ClaimRequest(workerId, queue, names, limit, limit, false, FairnessGroup.FIRST, Map.of(), null);
    }

    /** Whether anything has to be counted. */
    boolean counts() {
        return queueMost != null || !limits.isEmpty();
    }

    /** The names that have no limits. */
    Set<String> unlimitedNames() {
        Set<String> unlimited = new HashSet<>(names);
        unlimited.removeAll(limits.keySet());
        return unlimited;
    }

    ClaimRequest withNames(Set<String> other) {
        return new ClaimRequest(
                workerId, queue, other, limit, limitedMost, lowestFirst, after, limits, queueMost, thorough);
    }

    /**
     * The tasks of one name and one key in a queue. Immutable.
     *
     * @param name the name of the task definition
     * @param key whom the tasks are for, empty if nobody said
     */
    public record FairnessGroup(String name, String key) {

        /** Before all others. */
        public static final FairnessGroup FIRST = new FairnessGroup("", "");

        /** Written out, as the machine keeps the class of a record whose own methods it has linked (JDK-8078641). */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof FairnessGroup line && line.name.equals(name) && line.key.equals(key);
        }

        @Override
        public int hashCode() {
            return 31 * name.hashCode() + key.hashCode();
        }
    }
}
