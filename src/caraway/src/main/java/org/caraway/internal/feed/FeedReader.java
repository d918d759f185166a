package org.caraway.internal.feed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.caraway.admin.TaskChange;
import org.caraway.internal.engine.loop.Loop;
import org.caraway.internal.store.feed.FeedRow;
import org.caraway.internal.store.feed.FeedStore;

/**
 * Reads the changes of all nodes for the subscribers of this node. Thread-safe; confined to one loop. Each subscriber
 * has its own position; subscribers at the same position share their reads. In each round all subscribers read at most
 * to the last row that existed when the round began. A subscriber that catches up reaches that row in some round, as
 * the others do, and shares their reads from then on. No change is delivered twice, and none is left out.
 *
 * <p>Rows are numbered without gaps, so a missing number means lost changes: pruned, lost in a crash, or never written
 * because there was no subscriber.
 */
final class FeedReader {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LEAST_GAP = Duration.ofMillis(20);
    private static final Duration IDLE = Duration.ofMinutes(1);
    private static final int PAGE_ROWS = 20;

    private final FeedStore store;
    private final ChangeText text = new ChangeText();
    private final Loop loop = new Loop("feed-read", LEAST_GAP, this::round);
    private final Queue<FeedSubscriber> coming = new ConcurrentLinkedQueue<>();
    private final List<FeedSubscriber> followers = new ArrayList<>(); // confined to the loop

    FeedReader(FeedStore store) {
        this.store = store;
    }

    void start(Executor executor) {
        loop.start(executor);
    }

    void requestStop() {
        loop.requestStop();
    }

    boolean awaitEnd(Duration timeout) throws InterruptedException {
        return loop.awaitStop(timeout);
    }

    /** Adds this subscriber, which reads from its position on. */
    void join(FeedSubscriber follower) {
        coming.add(follower);
        loop.wake();
    }

    /** Wakes the loop, because there are new rows. */
    void wake() {
        loop.wake();
    }

    private Duration round() {
        for (FeedSubscriber come = coming.poll(); come != null; come = coming.poll()) {
            followers.add(come);
        }
        followers.removeIf(FeedSubscriber::closed);
        if (followers.isEmpty()) {
            return IDLE;
        }
        long last = store.last();
        boolean behind = false;
        for (List<FeedSubscriber> together : byPosition().values()) {
            Position reached = advance(together, last);
            together.forEach(follower -> follower.next(reached));
            behind |= reached.seq() <= last;
        }
        return behind ? Duration.ZERO : POLL;
    }

    private Map<Position, List<FeedSubscriber>> byPosition() {
        Map<Position, List<FeedSubscriber>> groups =
                new TreeMap<>(Comparator.comparingLong(Position::seq).thenComparingInt(Position::index));
        followers.forEach(follower -> groups.computeIfAbsent(follower.next(), position -> new ArrayList<>())
                .add(follower));
        return groups;
    }

    /** Returns their new position: after the last row, or after a page. */
    private Position advance(List<FeedSubscriber> together, long last) {
        Position at = together.get(0).next();
        Position end = Position.at(last + 1);
        if (at.equals(end)) {
            return end;
        }
        List<FeedRow> rows = at.seq() <= last ? store.read(at.seq(), last, PAGE_ROWS) : List.of();
        for (FeedRow row : rows) {
            if (row.seq() != at.seq()) {
                together.forEach(FeedSubscriber::reportGap);
                at = Position.at(row.seq());
            }
            notifyFollower(together, text.read(row), at.index());
            at = Position.at(row.seq() + 1);
        }
        if (rows.size() < PAGE_ROWS
                && !at.equals(end)) { // the last rows are missing, or it is a position of another database
            together.forEach(FeedSubscriber::reportGap);
            return end;
        }
        return at;
    }

    private static void notifyFollower(List<FeedSubscriber> together, List<ChangeText.Entry> entries, int from) {
        List<TaskChange> changes = new ArrayList<>(entries.size());
        for (ChangeText.Entry entry : entries) {
            if (entry.index() >= from) {
                TaskChange change = entry.change();
                if (change == null) {
                    notifyFollowers(together, changes);
                    together.forEach(FeedSubscriber::reportGap);
                    changes.clear();
                } else {
                    changes.add(change);
                }
            }
        }
        notifyFollowers(together, changes);
    }

    private static void notifyFollowers(List<FeedSubscriber> together, List<TaskChange> changes) {
        if (!changes.isEmpty()) {
            List<TaskChange> told = List.copyOf(changes);
            together.forEach(follower -> follower.offer(told));
        }
    }
}
