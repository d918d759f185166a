package org.caraway.internal.feed;

import static java.lang.System.Logger.Level.WARNING;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.caraway.CarawayException;
import org.caraway.admin.FeedListener;
import org.caraway.admin.TaskFeed;
import org.caraway.internal.client.AfterCommit;
import org.caraway.internal.observation.TaskObserver;
import org.caraway.internal.store.feed.FeedStore;
import org.jspecify.annotations.Nullable;

/** The {@link TaskFeed} of this node: a loop that sends and a loop that reads. Thread-safe. */
public final class DefaultTaskFeed implements TaskFeed {

    private static final System.Logger LOG = System.getLogger(DefaultTaskFeed.class.getName());
    private static final Duration RETENTION = Duration.ofMinutes(5);
    private static final Duration LOOP_END = Duration.ofSeconds(3);

    private final ChangeBuffer buffer = new ChangeBuffer();
    private final Set<FeedSubscriber> open = ConcurrentHashMap.newKeySet();
    private final FeedReader reader;
    private final FeedSender sender;
    private final FeedPublisher publisher;
    private volatile boolean started;
    private volatile boolean stopped;

    /**
     * A feed that neither sends nor reads until it is started; subscribers are served from then on.
     *
     * @param node the name of this node, for readers of the table
     */
    public DefaultTaskFeed(FeedStore store, String node, AfterCommit afterCommit) {
        this(store, node, afterCommit, RETENTION);
    }

    DefaultTaskFeed(FeedStore store, String node, AfterCommit afterCommit, Duration retention) {
        reader = new FeedReader(store);
        sender = new FeedSender(store, node, buffer, reader, retention);
        publisher = new FeedPublisher(buffer, sender::wake, afterCommit);
    }

    /** The observer that publishes the changes of this node. */
    public TaskObserver publisher() {
        return publisher;
    }

    /** Whether this node records its changes. */
    boolean wanted() {
        return buffer.wanted();
    }

    /**
     * Starts to send the changes of this node and to read those of all nodes. Do not call it while the application's
     * beans are still being initialized, as with {@link org.caraway.internal.engine.signal.NodeSignals#startSending}.
     */
    public void start(Executor executor) {
        started = true;
        sender.start(executor);
        reader.start(executor);
    }

    @Override
    public Subscription subscribe(@Nullable String after, FeedListener listener) {
        requireNonNull(listener, "listener");
        FeedSubscriber follower = new FeedSubscriber(after == null ? null : Position.of(after), listener, this::left);
        buffer.subscriberAdded();
        open.add(follower);
        if (stopped) {
            follower.close();
            throw new IllegalStateException(
                    "The application is being stopped, and its task feed with it; follow before");
        }
        sender.register(follower);
        return follower;
    }

    private void left(FeedSubscriber follower) {
        open.remove(follower);
        buffer.subscriberRemoved();
    }

    /** Sends the remaining changes of this node and stops; all subscriptions of this node end. */
    public void stop() {
        stopped = true;
        List.copyOf(open).forEach(FeedSubscriber::close);
        if (!started) {
            return;
        }
        reader.requestStop();
        sender.requestStop();
        try {
            if (sender.awaitEnd(LOOP_END)) {
                sender.sendLast();
            }
            if (!reader.awaitEnd(LOOP_END)) {
                LOG.log(WARNING, () -> "A listener of the task feed has not returned within " + LOOP_END);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (CarawayException refused) {
            LOG.log(WARNING, "The last steps of this node's tasks could not be told", refused);
        }
    }
}
