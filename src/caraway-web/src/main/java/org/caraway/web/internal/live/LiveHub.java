package org.caraway.web.internal.live;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import jakarta.enterprise.concurrent.ManagedExecutors;
import jakarta.enterprise.concurrent.ManagedTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.caraway.admin.FeedListener;
import org.caraway.admin.TaskChange;
import org.caraway.admin.TaskFeed;
import org.caraway.web.internal.http.Problem;
import org.caraway.web.internal.http.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Serves all who follow something on this node. Thread-safe. One loop, on a managed thread, while somebody is there.
 *
 * <p>Who follows tasks is shown their state as it is read from the database, all tasks of all clients in one question.
 * The feed only says which tasks to read, and nothing depends on it: each two seconds all are read. An end that is told
 * may be ahead of the table by a moment, so such a task is read until it is over. A client is added and its tasks are
 * marked under one lock, so the next look has all of them; a look that was under way then is not shown to it.
 *
 * <p>Who follows changes has a following of its own, because each begins where it wishes to. The feed's thread only
 * fills queues; the loop empties them. So a client that does not read holds up neither the feed nor the loop: its queue
 * is full at last, and it is dropped.
 *
 * <p>No client is called under the lock of the hub, and the hub may be called under the lock of a client.
 */
public final class LiveHub {

    private static final System.Logger LOG = System.getLogger(LiveHub.class.getName());
    private static final long QUEUE_CAP_BYTES = 256 << 10;
    private static final long STOP_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long BACK_OFF_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final StatusReader statuses;
    private final TaskFeed feed;
    private final Executor executor;
    private final LiveTimings pace;
    private final ChangeMessages messages = new ChangeMessages();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // the rest is guarded by the lock
    private final Subscribers audience = new Subscribers();
    private final List<Subscriber> disconnected = new ArrayList<>();
    private boolean messagesQueued;
    private boolean looping;
    private boolean stopped;

    /**
     * A hub that serves nobody yet.
     *
     * @param executor for its loop: the server's managed executor, in the application's context
     */
    public LiveHub(TaskSource tasks, TaskFeed feed, Executor executor) {
        this(tasks, feed, executor, LiveTimings.DEFAULT);
    }

    LiveHub(TaskSource tasks, TaskFeed feed, Executor executor, LiveTimings pace) {
        this.statuses = new StatusReader(tasks);
        this.feed = feed;
        this.executor = executor;
        this.pace = pace;
    }

    /**
     * Takes a client in, which is then to be given its connection.
     *
     * @param cap how many may be there, with it
     * @throws Refusal with 503 if there are so many, or the application stops
     * @throws IllegalArgumentException if it wants to go on after something that never was
     */
    Subscriber subscribe(StreamFormat wire, Subscription wish, int cap) {
        Subscriber subscriber = new Subscriber(wire, QUEUE_CAP_BYTES, this::disconnected);
        TaskFeed.@Nullable Subscription following = wish.tasks().isEmpty() ? followChanges(subscriber, wish) : null;
        boolean first;
        lock.lock();
        try {
            @Nullable Refusal refusal = refusal(cap);
            if (refusal != null) {
                throw refusal;
            }
            if (following == null) {
                audience.add(new TaskStream(subscriber, wish.tasks(), wish.after()));
            } else {
                audience.add(subscriber, following);
            }
            first = !looping;
            looping = true;
            following = null;
            changed.signalAll();
        } finally {
            lock.unlock();
            if (following != null) {
                following.close();
            }
        }
        if (first) {
            startLoop();
        }
        return subscriber;
    }

    private TaskFeed.Subscription followChanges(Subscriber subscriber, Subscription wish) {
        ChangeStream stream = new ChangeStream(subscriber, wish, messages, this::messagesQueued);
        try {
            return feed.subscribe(wish.after(), stream);
        } catch (IllegalStateException stopping) {
            throw stops();
        }
    }

    private @Nullable Refusal refusal(int cap) {
        if (stopped) {
            return stops();
        }
        return audience.size() - disconnected.size() < cap
                ? null
                : unavailable("too-many-subscribers", "As many as may already follow on this node; try again");
    }

    private static Refusal stops() {
        return unavailable("unavailable", "The application stops; try again");
    }

    private static Refusal unavailable(String code, String detail) {
        return new Refusal(
                Problem.of(503, code, "Nothing can be followed now", detail).with("Retry-After", "5"));
    }

    private void startLoop() {
        Map<String, String> properties =
                Map.of(ManagedTask.IDENTITY_NAME, "caraway/live", ManagedTask.LONGRUNNING_HINT, "true");
        try {
            executor.execute(ManagedExecutors.managedTask(new Loop(), properties, null));
        } catch (RejectedExecutionException refused) {
            LOG.log(WARNING, "The executor has no thread for those who follow tasks", refused);
            closeAll(CloseReason.FAILED);
            throw unavailable("unavailable", "The server has no thread for it; try again");
        }
    }

    /** Ends all connections, and admits nobody any more. Returns within 5 s. */
    public void stop() {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
            long nanos = STOP_NANOS;
            while (looping && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void disconnected(Subscriber subscriber) {
        lock.lock();
        try {
            disconnected.add(subscriber);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void messagesQueued() {
        lock.lock();
        try {
            messagesQueued = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void mark(List<TaskChange> changes) {
        lock.lock();
        try {
            boolean followed = false;
            for (TaskChange change : changes) {
                followed |= audience.mark(change);
            }
            if (followed) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void recordStatuses(Map<UUID, Status> found) {
        lock.lock();
        try {
            audience.recordStatuses(found);
        } finally {
            lock.unlock();
        }
    }

    private void markAgain(Subscribers.MarkedTasks look) {
        lock.lock();
        try {
            look.ids().forEach(audience::mark);
        } finally {
            lock.unlock();
        }
    }

    private void markAll() {
        lock.lock();
        try {
            audience.markAll();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean isStopped() {
        lock.lock();
        try {
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    /** Lets everybody go; the loop is over, or never began. */
    private void closeAll(CloseReason why) {
        List<Subscriber> left;
        List<TaskFeed.Subscription> followings = new ArrayList<>();
        lock.lock();
        try {
            left = audience.subscribers();
            left.forEach(subscriber -> followings.addAll(audience.remove(subscriber)));
            disconnected.clear();
            looping = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        followings.forEach(TaskFeed.Subscription::close);
        left.forEach(subscriber -> subscriber.closeNow(why));
    }

    /** What the loop does next. */
    private record Round(
            Subscribers.MarkedTasks look, List<Subscriber> pumped, List<TaskFeed.Subscription> closed, boolean tick) {}

    /** Looks at tasks, sends what there is to send, and asks who is there; lives on one thread. */
    private final class Loop implements Runnable, FeedListener {

        private final long tickNanos = pace.pingInterval().toNanos() / 15;
        private boolean over;
        private long nextRead = System.nanoTime();
        private long nextPoll = nextRead + pace.pollInterval().toNanos();
        private long nextTick = nextRead + tickNanos;
        private long nextPing = nextRead + pace.pingInterval().toNanos();

        @Override
        public void changes(List<TaskChange> changes) {
            mark(changes);
        }

        @Override
        public void gap() {
            markAll();
        }

        @Override
        @SuppressWarnings("try") // it is followed until then
        public void run() {
            Thread thread = Thread.currentThread();
            String name = thread.getName();
            thread.setName("caraway-live");
            try (TaskFeed.Subscription following = feed.subscribe(null, this)) {
                rounds();
            } catch (InterruptedException interrupted) {
                thread.interrupt();
            } catch (RuntimeException failed) {
                LOG.log(ERROR, "Those who follow tasks are let go", failed);
            } finally {
                if (!over) {
                    closeAll(isStopped() ? CloseReason.STOPPING : CloseReason.FAILED);
                }
                thread.setName(name);
            }
        }

        private void rounds() throws InterruptedException {
            @Nullable Round round = next();
            while (round != null) {
                act(round);
                round = next();
            }
        }

        /** Waits for something to do; null when there is nobody left, or the hub stops. */
        private @Nullable Round next() throws InterruptedException {
            lock.lock();
            try {
                List<TaskFeed.Subscription> closed = new ArrayList<>();
                while (true) {
                    disconnected.forEach(subscriber -> closed.addAll(audience.remove(subscriber)));
                    disconnected.clear();
                    if (stopped) {
                        return null;
                    }
                    long now = System.nanoTime();
                    if (now - nextPoll >= 0) {
                        audience.markAll();
                        nextPoll = now + pace.pollInterval().toNanos();
                    }
                    boolean looks = audience.isMarked() && now - nextRead >= 0;
                    boolean tick = now - nextTick >= 0;
                    if (looks || tick || messagesQueued || !closed.isEmpty()) {
                        return round(looks, tick, closed);
                    }
                    if (audience.size() == 0) {
                        looping = false;
                        over = true;
                        return null;
                    }
                    changed.awaitNanos(untilNext(now));
                }
            } finally {
                lock.unlock();
            }
        }

        private long untilNext(long now) {
            long until = Math.min(nextPoll - now, nextTick - now);
            return audience.isMarked() ? Math.min(until, nextRead - now) : until;
        }

        private Round round(boolean looks, boolean tick, List<TaskFeed.Subscription> closed) {
            Subscribers.MarkedTasks look =
                    looks ? audience.takeMarked() : new Subscribers.MarkedTasks(Set.of(), List.of());
            List<Subscriber> pumped = messagesQueued || tick ? audience.subscribers() : List.of();
            messagesQueued = false;
            return new Round(look, pumped, closed, tick);
        }

        private void act(Round round) {
            round.closed().forEach(TaskFeed.Subscription::close);
            if (!round.look().ids().isEmpty()) {
                readStatuses(round.look());
            }
            if (round.tick()) {
                tick(round.pumped());
            }
            round.pumped().forEach(Subscriber::pump);
        }

        private void readStatuses(Subscribers.MarkedTasks look) {
            long wait = pace.minInterval().toNanos();
            try {
                Map<UUID, Status> found = statuses.read(look.ids());
                recordStatuses(found);
                for (TaskStream stream : look.streams()) {
                    stream.show(found);
                    stream.subscriber().pump();
                }
            } catch (RuntimeException failed) { // whatever it is, they are looked at again
                LOG.log(WARNING, () -> "Cannot see how " + look.ids().size() + " tasks stand; trying again", failed);
                wait = BACK_OFF_NANOS;
                markAgain(look);
            }
            nextRead = System.nanoTime() + wait;
        }

        private void tick(List<Subscriber> subscribers) {
            long now = System.nanoTime();
            nextTick = now + tickNanos;
            boolean pings = now - nextPing >= 0;
            if (pings) {
                nextPing = now + pace.pingInterval().toNanos();
            }
            for (Subscriber subscriber : subscribers) {
                if (pings) {
                    subscriber.ping();
                }
                subscriber.dropIfStuck(pace.stallTimeout().toNanos());
            }
        }
    }
}
