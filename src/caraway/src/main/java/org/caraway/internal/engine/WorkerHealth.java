package org.caraway.internal.engine;

import java.util.Collection;
import java.util.List;
import org.caraway.internal.engine.claim.PrefetchQueue;
import org.caraway.internal.engine.lease.Lease;
import org.caraway.internal.engine.slot.Slots;
import org.caraway.internal.store.worker.Unclaimable;

/**
 * How a worker is, by what it knows itself. Immutable.
 *
 * @param stopped whether it has been stopped, or is about to
 * @param leaseHeld whether its lease is valid for sure
 * @param stuckThreads threads whose attempt is over while its method goes on
 * @param hung whether no queue has a slot left that has a thread
 * @param waitingLoops the loops that wait for a thread of the executor
 * @param unclaimableNames names with due tasks in a queue where nobody can claim them, as of the last minute
 * @param keepsCompletions whether it keeps completions, because the database did not accept the latest
 */
public record WorkerHealth(
        boolean stopped,
        boolean leaseHeld,
        int stuckThreads,
        boolean hung,
        List<String> waitingLoops,
        int unclaimableNames,
        boolean keepsCompletions) {

    /** Copies the list. */
    public WorkerHealth {
        waitingLoops = List.copyOf(waitingLoops);
    }

    static WorkerHealth of(
            boolean stopped,
            Lease lease,
            Collection<Slots> allSlots,
            Collection<PrefetchQueue> queues,
            List<String> waitingLoops,
            List<Unclaimable> unclaimable,
            boolean keepsCompletions) {
        return new WorkerHealth(
                stopped,
                lease.held(),
                allSlots.stream()
                        .mapToInt(slots -> slots.runners().stuck().size())
                        .sum(),
                !queues.isEmpty() && queues.stream().allMatch(queue -> queue.slots() > 0 && queue.usable() <= 0),
                waitingLoops,
                unclaimable.size(),
                keepsCompletions);
    }
}
