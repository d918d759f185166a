package org.caraway.internal.store.workflow;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;

/**
 * What the end of some steps has led to, for signals after the commit. Immutable.
 *
 * @param queues the queues of the steps that were released
 * @param finished the steps and groups that were finished with them
 */
public record Advance(Set<String> queues, Set<UUID> finished) {

    /** Nothing. */
    public static final Advance NONE = new Advance(Set.of(), Set.of());

    /** Copies the sets. */
    public Advance {
        queues = Set.copyOf(queues);
        finished = Set.copyOf(finished);
    }

    /** Both together. */
    public Advance and(Advance other) {
        return isNothing()
                ? other
                : other.isNothing() ? this : new Advance(union(queues, other.queues), union(finished, other.finished));
    }

    private boolean isNothing() {
        return queues.isEmpty() && finished.isEmpty();
    }

    static <T> Set<T> union(Collection<T> one, Collection<T> other) {
        Set<T> all = new LinkedHashSet<>(one);
        all.addAll(other);
        return all;
    }
}
