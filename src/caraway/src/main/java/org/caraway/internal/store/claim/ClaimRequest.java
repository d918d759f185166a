package org.caraway.internal.store.claim;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.caraway.internal.lifecycle.StartLimits;
import org.jspecify.annotations.Nullable;

/**
 * A worker's request to claim tasks of one queue. Immutable.
 *
 * @param workerId the worker
 * @param queue the queue
 * @param names only tasks of these names
 * @param limit how many at most, at least 1
 * @param limitedMost how many of the tasks with limits: they count from the claim on, so none of them should wait long
 * @param lowestFirst whether this claim takes the lowest priority first, as an exception
 * @param after the fairness group that was served last: groups of the same priority take turns
 * @param limits the limits of these names, for names that have any
 * @param queueMost how many tasks of the queue may run at the same time on all workers together, null for any number
 * @param thorough whether the claim considers all due tasks; otherwise it may leave out a task that became due before
 *     recently claimed tasks of its fairness group, until a late-task scan finds it, as {@link Watermarks} explains
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

    /** A thorough request. */
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

    /** A request without limits that begins with the first fairness group. */
    public static ClaimRequest of(String workerId, String queue, Set<String> names, int limit) {
        return new ClaimRequest(workerId, queue, names, limit, limit, false, FairnessGroup.FIRST, Map.of(), null);
    }

    /** Whether running tasks have to be counted. */
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
     * @param key whom the tasks are for, empty if not given
     */
    public record FairnessGroup(String name, String key) {

        /** Before all others. */
        public static final FairnessGroup FIRST = new FairnessGroup("", "");

        /**
         * Explicit, because the virtual machine keeps the class of a record whose own methods it has linked
         * (JDK-8078641).
         */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof FairnessGroup group && group.name.equals(name) && group.key.equals(key);
        }

        @Override
        public int hashCode() {
            return 31 * name.hashCode() + key.hashCode();
        }
    }
}
