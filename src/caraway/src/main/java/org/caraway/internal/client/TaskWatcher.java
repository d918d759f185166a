package org.caraway.internal.client;

import static java.lang.System.Logger.Level.WARNING;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import jakarta.enterprise.concurrent.ManagedExecutors;
import jakarta.enterprise.concurrent.ManagedTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.caraway.CarawayException;
import org.caraway.TaskView;
import org.caraway.internal.propagation.CurrentTask;
import org.caraway.internal.store.read.TaskReads;
import org.caraway.internal.store.signal.QueueSignals;
import org.jspecify.annotations.Nullable;

/**
 * Notifies waiters when a task has finished. Thread-safe. One loop serves all waiters, on a thread of the executor, and
 * only while there are waiters. It reads <em>marked</em> tasks immediately, and all tasks with waiters after each poll
 * interval. A task is marked when a waiter is added, under the same lock, and when this JVM finishes it. So no end is
 * missed: a task that ended before its waiter was added is marked by that, a task that this JVM finishes later is
 * marked then, and a task that another node finishes is found by the poll. The loop decides under the same lock to end
 * without waiters, so that no waiter is added to a loop that is about to end. For this reason it is not an engine loop,
 * which runs until the application stops. Futures are completed outside the lock, because that runs the application's
 * code.
 *
 * <p>If the database does not answer, waiters keep waiting, and the loop doubles its interval, up to 30 s.
 */
public final class TaskWatcher {

    private static final System.Logger LOG = System.getLogger(TaskWatcher.class.getName());
    private static final int BATCH = 500;
    private static final int DOUBLINGS_CAP = 10;
    private static final Duration PAUSE_MAX = Duration.ofSeconds(30);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(5);

    private final TaskReads reads;
    private final QueueSignals signals;
    private final Executor executor;
    private final Executor loading;
    private final Duration pollInterval;
    private final QueueSignals.Listener listener = new QueueSignals.Listener() {
        @Override
        public void finished(Collection<UUID> ids) {
            mark(ids);
        }
    };

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final Map<UUID, List<CompletableFuture<TaskView>>> waiting = new HashMap<>();

    @GuardedBy("lock")
    private final Set<UUID> marked = new HashSet<>();

    @GuardedBy("lock")
    private boolean looping;

    @GuardedBy("lock")
    private boolean stopped;

    /**
     * Watches the tasks of this store.
     *
     * @param executor for the watching loop: the server's managed executor, in the application's context
     * @param loading for loading results: the server's managed executor
     * @param pollInterval the longest delay for the end of a task on another node
     */
    public TaskWatcher(
            TaskReads reads, QueueSignals signals, Executor executor, Executor loading, Duration pollInterval) {
        this.reads = reads;
        this.signals = signals;
        this.executor = executor;
        this.loading = loading;
        this.pollInterval = pollInterval;
    }

    /** Subscribes to the tasks that this JVM finishes. */
    public void start() {
        signals.add(listener);
    }

    /** Stops the loop and completes all waiters exceptionally; a later waiter fails at once. Returns within 5 s. */
    public void stop() {
        signals.remove(listener);
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        failAll("the application stops", null);
        awaitEndOfLoop();
    }

    /** Completes with the task in its final state, or with an exception if watching has stopped. */
    CompletableFuture<TaskView> watch(UUID id) {
        CompletableFuture<TaskView> waiter = new CompletableFuture<>();
        watch(id, waiter);
        return waiter;
    }

    /** The same for an existing waiter. Its dependent stages receive the task on the watching thread. */
    void watch(UUID id, CompletableFuture<TaskView> waiter) {
        boolean first;
        lock.lock();
        try {
            waiting.computeIfAbsent(id, key -> new ArrayList<>(1)).add(waiter);
            marked.add(id);
            changed.signalAll();
            first = !looping && !stopped;
            looping |= first;
            if (!stopped && !first) {
                return;
            }
        } finally {
            lock.unlock();
        }
        if (first) {
            startLoop();
        } else {
            failAll("the application stops", null);
        }
    }

    /** Drops a waiter that no longer waits. */
    void forget(UUID id, CompletableFuture<TaskView> waiter) {
        lock.lock();
        try {
            List<CompletableFuture<TaskView>> waiters = waiting.get(id);
            if (waiters != null && waiters.removeIf(one -> one == waiter) && waiters.isEmpty()) {
                waiting.remove(id);
                marked.remove(id);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Runs long work on another thread, in the context of the current thread, which must be the watching thread.
     *
     * @throws RejectedExecutionException if the executor has no thread
     */
    void load(Runnable work) {
        CurrentTask.outside(() -> loading.execute(
                ManagedExecutors.managedTask(work, Map.of(ManagedTask.IDENTITY_NAME, "caraway/load"), null)));
    }

    private void mark(Collection<UUID> ids) {
        lock.lock();
        try {
            for (UUID id : ids) {
                if (waiting.containsKey(id) && marked.add(id)) {
                    changed.signalAll();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Runs outside of the current task, because the loop serves other waiters, too. */
    private void startLoop() {
        Map<String, String> properties =
                Map.of(ManagedTask.IDENTITY_NAME, "caraway/watch", ManagedTask.LONGRUNNING_HINT, "true");
        try {
            CurrentTask.outside(() -> executor.execute(ManagedExecutors.managedTask(new Loop(), properties, null)));
        } catch (RejectedExecutionException refused) {
            loopEnded();
            failAll("the executor refused to run the watching loop", refused);
        }
    }

    private void loopEnded() {
        lock.lock();
        try {
            looping = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void awaitEndOfLoop() {
        long nanos = STOP_DEADLINE.toNanos();
        lock.lock();
        try {
            while (looping && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void failAll(String reason, @Nullable Throwable cause) {
        Map<UUID, List<CompletableFuture<TaskView>>> left;
        lock.lock();
        try {
            left = new HashMap<>(waiting);
            waiting.clear();
            marked.clear();
        } finally {
            lock.unlock();
        }
        left.forEach((id, waiters) -> waiters.forEach(waiter -> waiter.completeExceptionally(new CarawayException(
                "Waiting for task " + id + " was ended because " + reason + "; the task goes on", cause))));
    }

    private List<CompletableFuture<TaskView>> take(UUID id) {
        lock.lock();
        try {
            marked.remove(id);
            List<CompletableFuture<TaskView>> waiters = waiting.remove(id);
            return waiters == null ? List.of() : waiters;
        } finally {
            lock.unlock();
        }
    }

    /** Reads in rounds which tasks have finished. Confined to one thread. */
    private final class Loop implements Runnable {

        private long nextPoll = System.nanoTime() + pollInterval.toNanos();
        private int failures;

        @Override
        public void run() {
            Thread thread = Thread.currentThread();
            String name = thread.getName();
            thread.setName("caraway-watch");
            try {
                Set<UUID> ids = nextRound();
                while (!ids.isEmpty()) {
                    survive(ids);
                    ids = nextRound();
                }
            } catch (InterruptedException interrupted) {
                thread.interrupt();
                loopEnded();
                failAll("its thread was interrupted", interrupted);
            } catch (Error broken) {
                loopEnded();
                failAll("its thread broke", broken);
                throw broken;
            } finally {
                thread.setName(name);
            }
        }

        /** The tasks to read next; empty if the loop has to end, which is then recorded as ended. */
        private Set<UUID> nextRound() throws InterruptedException {
            lock.lock();
            try {
                while (!stopped && !waiting.isEmpty()) {
                    long wait = nextPoll - System.nanoTime();
                    if (wait <= 0) {
                        marked.clear();
                        nextPoll = System.nanoTime() + pollInterval.toNanos();
                        return Set.copyOf(waiting.keySet());
                    }
                    if (!marked.isEmpty() && failures == 0) {
                        Set<UUID> ids = Set.copyOf(marked);
                        marked.clear();
                        return ids;
                    }
                    changed.await(wait, TimeUnit.NANOSECONDS);
                }
                looping = false;
                changed.signalAll();
                return Set.of();
            } finally {
                lock.unlock();
            }
        }

        private void survive(Set<UUID> ids) {
            try {
                round(ids);
                failures = 0;
            } catch (RuntimeException failure) { // whatever it is, the waiters wait for the next round
                failures++;
                Duration pause = pause();
                nextPoll = System.nanoTime() + pause.toNanos();
                LOG.log(
                        WARNING,
                        () -> "Cannot see which of " + ids.size() + " tasks are over; trying again in " + pause,
                        failure);
            }
        }

        private Duration pause() {
            Duration pause = pollInterval.multipliedBy(1L << Math.min(failures, DOUBLINGS_CAP));
            return pause.compareTo(PAUSE_MAX) < 0 ? pause : PAUSE_MAX;
        }

        private void round(Set<UUID> ids) {
            List<UUID> all = new ArrayList<>(ids);
            for (int from = 0; from < all.size(); from += BATCH) {
                Set<UUID> batch = Set.copyOf(all.subList(from, Math.min(from + BATCH, all.size())));
                reads.finished(batch).forEach(this::tell);
            }
        }

        private void tell(UUID id) {
            Optional<TaskView> task = reads.find(id);
            if (task.isEmpty()) {
                take(id).forEach(waiter -> waiter.completeExceptionally(StoredTaskHandle.noSuchTask(id)));
            } else if (task.get().state().isFinal()) {
                take(id).forEach(waiter -> waiter.complete(task.get()));
            }
        }
    }
}
