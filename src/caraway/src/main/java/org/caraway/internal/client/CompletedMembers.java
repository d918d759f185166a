package org.caraway.internal.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.caraway.GroupHandle;
import org.caraway.TaskTimeoutException;
import org.caraway.internal.store.workflow.WorkflowReads;
import org.jspecify.annotations.Nullable;

/**
 * The members of a group in the order of their ends, which waits for the next. Confined to one thread.
 *
 * <p>Transactions commit in another order than they have stored the ends in, so each read also covers the last seconds
 * before the latest end that is known, and once the group is finished all members; a member that was seen is left out.
 */
final class CompletedMembers<E extends @Nullable Object> implements Iterator<GroupHandle.Completed<E>> {

    private static final Duration OVERLAP = Duration.ofSeconds(30);

    private final StoredGroupHandle<E> group;
    private final Duration timeout;
    private final BitSet seen = new BitSet();
    private final Deque<WorkflowReads.FinishedMember> next = new ArrayDeque<>();
    private @Nullable Instant latest;

    CompletedMembers(StoredGroupHandle<E> group, Duration timeout) {
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("Give a timeout of more than zero; was " + timeout);
        }
        this.group = group;
        this.timeout = timeout;
    }

    @Override
    public boolean hasNext() {
        group.own().refuseToBlock();
        long start = System.nanoTime();
        while (next.isEmpty()) {
            WorkflowReads.Members members = group.members(); // before the ends, so that none is missed
            read(members.finished());
            if (!next.isEmpty()) {
                return true;
            }
            if (members.finished() && seen.cardinality() >= members.size()) {
                return false;
            }
            Duration left = timeout.minusNanos(System.nanoTime() - start);
            if (left.isNegative() || left.isZero()) {
                throw new TaskTimeoutException("No further member of group " + group.id() + " was finished within "
                        + timeout + ", " + seen.cardinality() + " of " + members.size() + " are; the others go on");
            }
            group.own().pause(members.finished(), left);
        }
        return true;
    }

    private void read(boolean all) {
        Instant since = all || latest == null ? null : latest.minus(OVERLAP);
        for (WorkflowReads.FinishedMember member : group.finished(since)) {
            if (!seen.get(member.index())) {
                seen.set(member.index());
                next.add(member);
            }
            latest = latest == null || latest.isBefore(member.finishedAt()) ? member.finishedAt() : latest;
        }
    }

    @Override
    public GroupHandle.Completed<E> next() {
        if (!hasNext()) {
            throw new NoSuchElementException("All members of group " + group.id() + " have been returned");
        }
        return group.completed(next.remove());
    }
}
