package org.caraway.internal.engine;

import java.util.List;
import org.caraway.internal.engine.claim.Claimer;
import org.caraway.internal.engine.complete.CompletionWriter;
import org.caraway.internal.engine.lease.Lease;
import org.caraway.internal.engine.settings.RuntimeSettingsWatcher;
import org.caraway.internal.engine.slot.Slots;
import org.caraway.internal.engine.upkeep.UnclaimableWatch;

/**
 * What a worker is made of. Immutable.
 *
 * @param queues the queues that it serves
 * @param allSlots the slots of each of them
 * @param claimer claims tasks for them
 * @param settings reads what is set at run time
 * @param lease its lease
 * @param completions writes completions
 * @param unclaimable finds tasks that no worker can claim
 * @param loops all of its loops
 */
record WorkerParts(
        ServedQueues queues,
        List<Slots> allSlots,
        Claimer claimer,
        RuntimeSettingsWatcher settings,
        Lease lease,
        CompletionWriter completions,
        UnclaimableWatch unclaimable,
        WorkerLoops loops) {}
