package org.caraway.web.internal.live;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import com.google.errorprone.annotations.concurrent.GuardedBy;
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
import org.caraway.web.internal.http.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Serves all subscribed clients of this node. Thread-safe. One loop on a managed thread runs while a client is
 * connected.
 *
 * <p>Clients that are subscribed to tasks receive statuses that are read from the database, the tasks of all clients in
 * one query. The feed only selects the tasks to read, and correctness does not depend on it: every two seconds all
 * tasks are read. A final change may arrive shortly before it is visible in the table, so such a task is read again
 * until its status is final. A client is added and its tasks are marked under one lock, so the next read includes all
 * of them; the result of a read that was in progress is not sent to the client.
 *
 * <p>Each client that is subscribed to changes has a feed subscription of its own, because each starts at its own
 * position. The thread of the feed only fills queues; the loop empties them. So a client that does not read delays
 * neither the feed nor the loop: when its queue is full, it is dropped.
 *
 * <p>Lock order: a client may call the hub while it holds its own lock. The hub calls no client while it holds its
 * lock.
 */
public final class LiveHub {

    private static final System.Logger LOG = System.getLogger(LiveHub.class.getName());
    private static final long QUEUE_CAP_BYTES = 256 << 10;
    private static final long STOP_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long BACK_OFF_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final StatusReader statuses;
    private final TaskFeed feed;
    private final Executor executor;
    private final LiveTimings timings;
    private final ChangeMessages messages = new ChangeMessages();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final Subscribers subscribers = new Subscribers();

    @GuardedBy("lock")
    private final List<Subscriber> disconnected = new ArrayList<>();

    @GuardedBy("lock")
    private boolean messagesQueued;

    @GuardedBy("lock")
    private boolean looping;

    @GuardedBy("lock")
    private boolean stopped;

    /**
     * A hub without clients.
     *
     * @param executor runs the loop: the managed executor of the server, with the context of the application
     */
    public LiveHub(TaskSource tasks, TaskFeed feed, Executor executor) {
        this(tasks, feed, executor, LiveTimings.DEFAULT);
    }

    LiveHub(TaskSource tasks, TaskFeed feed, Executor executor, LiveTimings timings) {
        this.statuses = new StatusReader(tasks);
        this.feed = feed;
        this.executor = executor;
        this.timings = timings;
    }

    /**
     * Adds a client, which the caller then connects.
     *
     * @param cap the maximum number of clients, including this one
     * @throws Refusal with 503 if the maximum is reached, or the application is stopping
     * @throws IllegalArgumentException if the position of the subscription is not a valid event id
     */
    Subscriber subscribe(StreamFormat format, Subscription subscription, int cap) {
        Subscriber subscriber = new Subscriber(format, QUEUE_CAP_BYTES, this::disconnected);
        TaskFeed.@Nullable Subscription following =
                subscription.tasks().isEmpty() ? followChanges(subscriber, subscription) : null;
        boolean first;
        lock.lock();
        try {
            @Nullable Refusal refusal = refusal(cap);
            if (refusal != null) {
                throw refusal;
            }
            if (following == null) {
                subscribers.add(new TaskStream(subscriber, subscription.tasks(), subscription.after()));
            } else {
                subscribers.add(subscriber, following);
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

    private TaskFeed.Subscription followChanges(Subscriber subscriber, Subscription subscription) {
        return new ChangeStream(subscriber, subscription, messages, this::messagesQueued)
                .follow(feed, subscription.after());
    }

    @GuardedBy("lock")
    private @Nullable Refusal refusal(int cap) {
        if (stopped) {
            return LiveRefusals.stopping();
        }
        return subscribers.size() - disconnected.size() < cap ? null : LiveRefusals.tooManySubscribers();
    }

    private void startLoop() {
        Map<String, String> properties =
                Map.of(ManagedTask.IDENTITY_NAME, "caraway/live", ManagedTask.LONGRUNNING_HINT, "true");
        try {
            executor.execute(ManagedExecutors.managedTask(new Loop(), properties, null));
        } catch (RejectedExecutionException refused) {
            LOG.log(WARNING, "The executor rejected the loop of live updates", refused);
            closeAll(CloseReason.FAILED);
            throw LiveRefusals.noThread();
        }
    }

    /** Closes all connections and accepts no more clients. Returns within 5 s. */
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
                followed |= subscribers.mark(change);
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
            subscribers.recordStatuses(found);
        } finally {
            lock.unlock();
        }
    }

    private void markAgain(Subscribers.MarkedTasks marked) {
        lock.lock();
        try {
            for (UUID id : marked.ids()) {
                subscribers.mark(id);
            }
        } finally {
            lock.unlock();
        }
    }

    private void markAll() {
        lock.lock();
        try {
            subscribers.markAll();
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

    /** Closes all connections, after the loop has finished or could not start. */
    private void closeAll(CloseReason reason) {
        List<Subscriber> remaining;
        List<TaskFeed.Subscription> followings = new ArrayList<>();
        lock.lock();
        try {
            remaining = subscribers.subscribers();
            for (Subscriber subscriber : remaining) {
                followings.addAll(subscribers.remove(subscriber));
            }
            disconnected.clear();
            looping = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        followings.forEach(TaskFeed.Subscription::close);
        remaining.forEach(subscriber -> subscriber.closeNow(reason));
    }

    /** The work of one iteration of the loop. */
    private record Round(
            Subscribers.MarkedTasks marked,
            List<Subscriber> pumped,
            List<TaskFeed.Subscription> closed,
            boolean tick) {}

    /** Reads task statuses, sends queued messages, and pings clients. Confined to one thread. */
    private final class Loop implements Runnable, FeedListener {

        private final LiveSchedule schedule = new LiveSchedule(timings, System.nanoTime());
        private boolean over;

        @Override
        public void changes(List<TaskChange> changes) {
            mark(changes);
        }

        @Override
        public void gap() {
            markAll();
        }

        @Override
        @SuppressWarnings("try") // the resource is only closed
        public void run() {
            Thread thread = Thread.currentThread();
            String name = thread.getName();
            thread.setName("caraway-live");
            try (TaskFeed.Subscription following = feed.subscribe(null, this)) {
                rounds();
            } catch (InterruptedException interrupted) {
                thread.interrupt();
            } catch (RuntimeException failed) {
                LOG.log(ERROR, "The loop of live updates failed; its clients are disconnected", failed);
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

        /** Waits for work; null if there are no clients, or the hub is stopping. */
        private @Nullable Round next() throws InterruptedException {
            lock.lock();
            try {
                List<TaskFeed.Subscription> closed = new ArrayList<>();
                while (true) {
                    for (Subscriber subscriber : disconnected) {
                        closed.addAll(subscribers.remove(subscriber));
                    }
                    disconnected.clear();
                    if (stopped) {
                        return null;
                    }
                    long now = System.nanoTime();
                    if (schedule.polls(now)) {
                        subscribers.markAll();
                    }
                    boolean reads = subscribers.isMarked() && schedule.reads(now);
                    boolean tick = schedule.ticks(now);
                    if (reads || tick || messagesQueued || !closed.isEmpty()) {
                        return round(reads, tick, closed);
                    }
                    if (subscribers.size() == 0) {
                        looping = false;
                        over = true;
                        return null;
                    }
                    changed.awaitNanos(schedule.untilNext(now, subscribers.isMarked()));
                }
            } finally {
                lock.unlock();
            }
        }

        @GuardedBy("LiveHub.this.lock")
        private Round round(boolean reads, boolean tick, List<TaskFeed.Subscription> closed) {
            Subscribers.MarkedTasks marked =
                    reads ? subscribers.takeMarked() : new Subscribers.MarkedTasks(Set.of(), List.of());
            List<Subscriber> pumped = messagesQueued || tick ? subscribers.subscribers() : List.of();
            messagesQueued = false;
            return new Round(marked, pumped, closed, tick);
        }

        private void act(Round round) {
            round.closed().forEach(TaskFeed.Subscription::close);
            if (!round.marked().ids().isEmpty()) {
                readStatuses(round.marked());
            }
            if (round.tick()) {
                tick(round.pumped());
            }
            round.pumped().forEach(Subscriber::pump);
        }

        private void readStatuses(Subscribers.MarkedTasks marked) {
            long wait = timings.minInterval().toNanos();
            try {
                Map<UUID, Status> found = statuses.read(marked.ids());
                recordStatuses(found);
                for (TaskStream stream : marked.streams()) {
                    stream.show(found);
                    stream.subscriber().pump();
                }
            } catch (RuntimeException failed) { // the tasks are read again after any failure
                LOG.log(
                        WARNING,
                        () -> "Cannot read the status of " + marked.ids().size() + " tasks; trying again",
                        failed);
                wait = BACK_OFF_NANOS;
                markAgain(marked);
            }
            schedule.readFrom(System.nanoTime() + wait);
        }

        private void tick(List<Subscriber> subscribers) {
            boolean pings = schedule.tick(System.nanoTime());
            for (Subscriber subscriber : subscribers) {
                if (pings) {
                    subscriber.ping();
                }
                subscriber.dropIfStuck(timings.stallTimeout().toNanos());
            }
        }
    }
}
