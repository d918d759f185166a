package org.caraway.internal.feed;

import static java.lang.System.Logger.Level.DEBUG;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.caraway.QueueUnavailableException;
import org.caraway.internal.engine.loop.Loop;
import org.caraway.internal.store.feed.FeedStore;

/**
 * Writes the changes of this node while there is a subscriber on any node, checks whether there is one, and registers
 * the subscribers of this node. Thread-safe; confined to one loop. In each round it first takes the changes from the
 * buffer, then registers the new subscribers, then writes the changes. So each change that happens after a subscription
 * is written after the subscriber's position: a change that was taken either happened before the subscription, or the
 * subscriber is registered in the same round.
 *
 * <p>Changes that cannot be written because the database is unavailable are kept, and so are up to {@link
 * ChangeBuffer#CAP} further changes. If the answer to a commit is lost, the changes are written twice: subscribers may
 * then receive a change again, at another position.
 */
final class FeedSender {

    private static final System.Logger LOG = System.getLogger(FeedSender.class.getName());
    private static final Duration LEAST_GAP = Duration.ofMillis(50);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration WANTED_FOR = Duration.ofSeconds(60);
    private static final Duration RENEWAL = Duration.ofSeconds(20);
    private static final Duration PRUNING = Duration.ofSeconds(30);
    private static final int PRUNED_ROWS = 5_000;

    private final FeedStore store;
    private final String node;
    private final ChangeBuffer buffer;
    private final FeedReader reader;
    private final Duration retention;
    private final ChangeText text = new ChangeText();
    private final Loop loop = new Loop("feed-send", LEAST_GAP, this::round);
    private final Queue<FeedSubscriber> newcomers = new ConcurrentLinkedQueue<>();
    // confined to the loop
    private final Interval looked = new Interval(LOOK);
    private final Interval renewed = new Interval(RENEWAL);
    private final Interval pruned = new Interval(PRUNING);
    private boolean rowsLeft = true;
    private ChangeBuffer.Taken unsent = ChangeBuffer.Taken.NOTHING;

    FeedSender(FeedStore store, String node, ChangeBuffer buffer, FeedReader reader, Duration retention) {
        this.store = store;
        this.node = node;
        this.buffer = buffer;
        this.reader = reader;
        this.retention = retention;
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

    /** Wakes the loop, because there are unsent changes. */
    void wake() {
        loop.wake();
    }

    /**
     * Registers a subscriber, which the buffer counts already; the reader then serves it from its position, or from now
     * on.
     */
    void register(FeedSubscriber follower) {
        newcomers.add(follower);
        loop.wake();
    }

    private Duration round() {
        takeIfAllSent();
        newcomers.removeIf(FeedSubscriber::closed);
        if (!newcomers.isEmpty() || (renewed.isOver() && buffer.hasLocalSubscribers())) {
            renewDemand();
        } else if (unsent.isEmpty() && looked.isOver() && !buffer.hasLocalSubscribers()) {
            buffer.wantedElsewhere(store.wanted());
            looked.begin();
        }
        send();
        prune();
        return LOOK;
    }

    private void takeIfAllSent() {
        if (unsent.isEmpty()) {
            unsent = buffer.take();
        }
    }

    private void renewDemand() {
        List<FeedSubscriber> arrived = List.copyOf(newcomers);
        Position now = Position.at(store.want(WANTED_FOR) + 1);
        renewed.begin();
        buffer.wantedElsewhere(true);
        arrived.forEach(follower -> {
            newcomers.remove(follower);
            follower.begin(now);
            reader.join(follower);
        });
    }

    private void send() {
        if (unsent.isEmpty()) {
            return;
        }
        OptionalLong last = appended();
        if (last.isEmpty() && buffer.hasLocalSubscribers()) {
            renewed.end(); // the outage outlasted the subscriptions: the next round renews them
            loop.wake();
            return;
        }
        unsent = ChangeBuffer.Taken.NOTHING;
        if (last.isPresent()) {
            reader.wake();
        } else {
            buffer.wantedElsewhere(false);
            looked.begin();
        }
    }

    /** Changes that the database refuses are dropped: they would be refused each time and block all later changes. */
    private OptionalLong appended() {
        boolean keep = false;
        try {
            OptionalLong last = store.append(node, text.write(unsent));
            keep = true;
            return last;
        } catch (QueueUnavailableException away) {
            keep = true;
            throw away;
        } finally {
            if (!keep) {
                unsent = ChangeBuffer.Taken.NOTHING;
                buffer.markLost();
            }
        }
    }

    /** Also runs for a while after the last subscription has ended, until no rows are left. */
    private void prune() {
        if (pruned.isOver() && (rowsLeft || buffer.wanted())) {
            rowsLeft = store.prune(retention, PRUNED_ROWS);
            pruned.begin();
        }
    }

    /** Writes the remaining changes after the loop has ended. */
    void sendLast() {
        try {
            send();
            takeIfAllSent();
            send();
        } catch (QueueUnavailableException away) {
            LOG.log(DEBUG, () -> "The last steps of this node's tasks are not told: " + away.getMessage());
        }
    }
}
