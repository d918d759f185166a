package org.caraway.internal.feed;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.caraway.admin.FeedListener;
import org.caraway.admin.TaskChange;
import org.caraway.admin.TaskFeed;
import org.caraway.internal.lifecycle.FailureLog;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber and its position. Thread-safe; the position is confined first to the loop that registers the subscriber,
 * then to the loop that reads for it. It is a border to the application's code: it catches everything that a listener
 * throws, except a {@link VirtualMachineError}.
 */
final class FeedSubscriber implements TaskFeed.Subscription {

    private static final System.Logger LOG = System.getLogger(FeedSubscriber.class.getName());

    private final FeedListener listener;
    private final Consumer<FeedSubscriber> leaving;
    private final AtomicBoolean closed = new AtomicBoolean();
    private @Nullable Position next;

    /**
     * A subscriber that receives no changes yet.
     *
     * @param after the position from which it reads, null for now
     * @param leaving called once when it closes
     */
    FeedSubscriber(@Nullable Position after, FeedListener listener, Consumer<FeedSubscriber> leaving) {
        this.next = after;
        this.listener = listener;
        this.leaving = leaving;
    }

    /** Sets the position, unless the subscriber has chosen an earlier one. */
    void begin(Position now) {
        if (next == null) {
            next = now;
        }
    }

    Position next() {
        Position known = next;
        if (known == null) {
            throw new IllegalStateException("A follower is read for before he has begun. This is a bug in Caraway.");
        }
        return known;
    }

    void next(Position position) {
        next = position;
    }

    void offer(List<TaskChange> changes) {
        call(() -> listener.changes(changes));
    }

    void reportGap() {
        call(listener::gap);
    }

    private void call(Runnable telling) {
        if (closed()) {
            return;
        }
        try {
            telling.run();
        } catch (VirtualMachineError broken) {
            throw broken;
        } catch (Throwable failure) { // the border to the application's listeners
            FailureLog.warn(
                    LOG,
                    "A listener of the task feed failed and is told of what comes next all the same: "
                            + listener.getClass().getName(),
                    failure);
        }
    }

    boolean closed() {
        return closed.get();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            leaving.accept(this);
        }
    }
}
