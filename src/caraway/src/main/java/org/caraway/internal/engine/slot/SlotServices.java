package org.caraway.internal.engine.slot;

import org.caraway.internal.engine.attempt.AttemptFactory;
import org.caraway.internal.engine.attempt.BrokenAttempts;
import org.caraway.internal.engine.attempt.LeakGuard;
import org.caraway.internal.engine.claim.Claimer;
import org.caraway.internal.engine.claim.InFlightTasks;
import org.caraway.internal.engine.settings.EffectiveSettings;
import org.caraway.internal.store.recover.TaskReleases;

/**
 * The services that the slots of all queues of a worker share. Immutable.
 *
 * @param attempts makes attempts from claimed tasks
 * @param leakGuard runs attempts
 * @param broken completes attempts that have no ordinary completion
 * @param settings the settings that are in force
 * @param releases releases claimed tasks
 * @param inFlight the claimed tasks that this worker has
 * @param claimer notified when there is room for more
 * @param startGate whether an attempt may begin
 */
public record SlotServices(
        AttemptFactory attempts,
        LeakGuard leakGuard,
        BrokenAttempts broken,
        EffectiveSettings settings,
        TaskReleases releases,
        InFlightTasks inFlight,
        Claimer claimer,
        StartGate startGate) {}
