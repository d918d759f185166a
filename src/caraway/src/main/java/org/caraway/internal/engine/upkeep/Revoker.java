package org.caraway.internal.engine.upkeep;

import static java.lang.System.Logger.Level.INFO;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.caraway.internal.engine.attempt.RunningAttempt;
import org.caraway.internal.engine.claim.Claimer;
import org.caraway.internal.engine.claim.InFlightTasks;
import org.caraway.internal.engine.loop.Loop;
import org.caraway.internal.engine.slot.Slots;
import org.caraway.internal.observation.CompletionNotifier;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.Revocation;
import org.caraway.internal.store.recover.EndedTasks;
import org.caraway.internal.store.recover.FoundRevocations;
import org.caraway.internal.store.recover.RevokedTasks;
import org.caraway.internal.store.recover.TaskReleases;

/**
 * Finds revocations of tasks that this worker has claimed. Thread-safe; confined to one loop. Each second it reads the
 * marked rows, by an index that contains only these. A running attempt is notified; a task that waits for a slot is
 * released, which finishes it, because it is marked. A task between the prefetch queue and its slot is found by the
 * next scan. The statements that would reschedule a task check the mark themselves.
 */
public final class Revoker {

    private static final System.Logger LOG = System.getLogger(Revoker.class.getName());
    private static final Duration GAP = Duration.ofSeconds(1);

    private final String workerId;
    private final RevokedTasks revokedTasks;
    private final TaskReleases releases;
    private final Collection<Slots> allSlots;
    private final InFlightTasks inFlight;
    private final Claimer claimer;
    private final CompletionNotifier notifier;
    private final Loop loop = new Loop("revoke", Duration.ZERO, this::scan);

    public Revoker(
            String workerId,
            RevokedTasks revokedTasks,
            TaskReleases releases,
            Collection<Slots> allSlots,
            InFlightTasks inFlight,
            Claimer claimer,
            CompletionNotifier notifier) {
        this.workerId = workerId;
        this.revokedTasks = revokedTasks;
        this.releases = releases;
        this.allSlots = allSlots;
        this.inFlight = inFlight;
        this.claimer = claimer;
        this.notifier = notifier;
    }

    public Loop loop() {
        return loop;
    }

    private Duration scan() {
        FoundRevocations found = revokedTasks.revocations(workerId);
        notifier.revoked(new EndedTasks(found.ended(), found.advance()));
        found.held().forEach(this::revoke);
        return found.more() ? Duration.ZERO : GAP;
    }

    private void revoke(Revocation revocation) {
        for (Slots slots : allSlots) {
            Optional<ClaimedTask> waiting = slots.queue().remove(revocation.id(), revocation.attempt());
            if (waiting.isPresent()) {
                release(waiting.get());
                return;
            }
            for (RunningAttempt attempt : slots.attempts().all()) {
                if (attempt.isOf(revocation) && attempt.revoke(revocation)) {
                    LOG.log(INFO, () -> attempt + " was revoked (" + revocation.mode() + ")");
                }
            }
        }
    }

    /**
     * If it fails, or another session has locked the row, the worker no longer has the task in memory, and the
     * reconciliation of the claim loop releases it.
     */
    private void release(ClaimedTask task) {
        boolean released = false;
        try {
            EndedTasks ended = releases.release(List.of(task));
            released = !ended.tasks().isEmpty();
            notifier.revoked(ended);
        } finally {
            inFlight.remove(task);
            if (!released) {
                claimer.requestReconciliation();
            }
        }
    }
}
