package org.caraway.internal.engine.claim;

import java.util.Comparator;
import java.util.List;
import org.caraway.internal.store.claim.ClaimRequest;
import org.caraway.internal.store.claim.ClaimRequest.FairnessGroup;
import org.caraway.internal.store.model.ClaimedTask;

/**
 * Whose turn it is in a queue. Confined to the claim loop.
 *
 * <p>Fairness groups of one priority are served in a circle: the next claim begins behind the group that was served
 * last. And so that no priority starves, a share of what is claimed while more waits is taken from the lowest one.
 */
final class ClaimTurns {

    private static final int WHOLE = 100;
    private static final Comparator<FairnessGroup> ALPHABETICAL =
            Comparator.comparing(FairnessGroup::name).thenComparing(FairnessGroup::key);

    private final int lowPriorityShare;
    private FairnessGroup last = FairnessGroup.FIRST;
    /** Hundredths of a task that the lowest priorities are owed. */
    private long owed;

    /**
     * Nobody has been served yet.
     *
     * @param lowPriorityShare of a hundred such tasks, how many are taken from the lowest priority
     */
    ClaimTurns(int lowPriorityShare) {
        this.lowPriorityShare = lowPriorityShare;
    }

    /** Which fairness group was served last. */
    FairnessGroup last() {
        return last;
    }

    /** Of so many tasks to claim, how many to take from the lowest priority now; zero for none. */
    int ofLowest(int demand) {
        long whole = owed / WHOLE;
        return whole > 0 && whole >= (long) demand * lowPriorityShare / WHOLE ? (int) Math.min(demand, whole) : 0;
    }

    /** This came of a claim that these turns were asked about. */
    void served(ClaimRequest request, List<ClaimedTask> tasks) {
        if (tasks.size() < request.limit()) {
            return; // nothing was left behind but what limits hold back
        }
        owed += (long) tasks.size() * (request.lowestFirst() ? -WHOLE : lowPriorityShare);
        last = tasks.stream()
                .map(task -> new FairnessGroup(task.name(), task.particulars().key()))
                .max(circleFrom(last))
                .orElse(last);
    }

    /**
     * The last claim took all that it saw, and did not see all: the next one begins where it stopped, at the nearest of
     * these.
     */
    void cut(List<FairnessGroup> cuts) {
        last = cuts.stream().min(circleFrom(last)).orElse(last);
    }

    /** The cyclic order of fairness groups that begins after this one, which is the last one itself. */
    private static Comparator<FairnessGroup> circleFrom(FairnessGroup from) {
        return Comparator.<FairnessGroup, Boolean>comparing(group -> ALPHABETICAL.compare(group, from) <= 0)
                .thenComparing(ALPHABETICAL);
    }
}
