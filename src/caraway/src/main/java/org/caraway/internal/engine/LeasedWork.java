package org.caraway.internal.engine;

import java.util.List;
import java.util.Map;
import org.caraway.admin.WorkerOrder;
import org.caraway.internal.engine.claim.Claimer;
import org.caraway.internal.engine.complete.CompletionWriter;
import org.caraway.internal.engine.lease.LeaseHolder;
import org.caraway.internal.engine.settings.EffectiveSettings;
import org.caraway.internal.engine.slot.Slots;

/**
 * What a worker does under its lease. Thread-safe.
 *
 * @param queues the queues that it serves
 * @param settings has the order that it obeys
 * @param completions writes completions
 * @param allSlots the slots of all queues
 * @param claimer releases what was fenced off
 */
record LeasedWork(
        ServedQueues queues,
        EffectiveSettings settings,
        CompletionWriter completions,
        List<Slots> allSlots,
        Claimer claimer)
        implements LeaseHolder {

    @Override
    public Map<String, Integer> slots() {
        return queues.allSlots();
    }

    @Override
    public WorkerOrder order() {
        return settings.order();
    }

    @Override
    public long fencedCompletions() {
        return completions.fenced();
    }

    @Override
    public void fenceOff() {
        allSlots.forEach(Slots::fenceOff);
    }

    @Override
    public void requestReconciliation() {
        claimer.requestReconciliation();
    }

    @Override
    public void leaseRenewed() {
        claimer.leaseRenewed();
    }
}
