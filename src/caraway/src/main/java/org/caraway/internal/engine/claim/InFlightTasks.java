package org.caraway.internal.engine.claim;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.caraway.internal.store.model.ClaimedTask;

/**
 * The claimed tasks of this worker: in a prefetch queue, in a slot, or with their completion still to be written.
 * Thread-safe.
 *
 * <p>The database may know more: when a claim was committed but its answer was lost, or an attempt was fenced off while
 * the database was away, rows are STARTED in this worker's name that it holds nowhere. {@link Reconciler} compares.
 */
public final class InFlightTasks {

    private final ConcurrentMap<UUID, Integer> attempts = new ConcurrentHashMap<>();
    private final ConcurrentMap<UUID, Integer> fencedOff = new ConcurrentHashMap<>(); // until they are released

    void hold(List<ClaimedTask> tasks) {
        tasks.forEach(task -> attempts.put(task.id(), task.attempt()));
    }

    /** This worker does not run this attempt any more. */
    public void remove(ClaimedTask task) {
        attempts.remove(task.id(), task.attempt());
    }

    /** This worker has begun this attempt, and does not complete it. */
    public void removeBegun(ClaimedTask task) {
        fencedOff.put(task.id(), task.attempt());
        remove(task);
    }

    /** Whether this worker had begun the attempt that it does not hold any more. */
    boolean hadBegun(ClaimedTask task) {
        return Integer.valueOf(task.attempt()).equals(fencedOff.get(task.id()));
    }

    /** Forgets begun attempts, unless the database still counts their tasks as STARTED by this worker. */
    void forgetBegun(Set<UUID> unlessStarted) {
        fencedOff.keySet().retainAll(unlessStarted);
    }

    boolean holds(ClaimedTask task) {
        return Integer.valueOf(task.attempt()).equals(attempts.get(task.id()));
    }

    int size() {
        return attempts.size();
    }
}
