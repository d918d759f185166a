package org.caraway.internal.engine.claim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.caraway.internal.store.model.ClaimedTask;
import org.jspecify.annotations.Nullable;

/**
 * One queue inside a worker: its slots, and the tasks that were claimed and wait for one. Thread-safe.
 *
 * <p>How many tasks are claimed ahead is bounded by time, not by count: about half a second of work by the moving
 * average of what attempts take. Slow tasks are therefore never hoarded, while fast ones are claimed by the hundred.
 * Until the first attempt has ended nothing is claimed ahead.
 */
public final class PrefetchQueue {

    private static final int AHEAD_CAP = 1_000;
    private static final int CLAIM_CAP = 500;
    private static final long AHEAD_NANOS = Duration.ofMillis(500).toNanos();

    private final String queue;
    private volatile int slots;
    private final KnownDueTasks due = new KnownDueTasks();
    private final BlockingQueue<ClaimedTask> waiting = new LinkedBlockingQueue<>();
    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicInteger withheld = new AtomicInteger();
    /** Moving average of an attempt's time, zero before the first; racing updates lose a sample, which does no harm. */
    private final AtomicLong averageNanos = new AtomicLong();

    private volatile boolean backlog;

    public PrefetchQueue(String queue, int slots) {
        this.queue = queue;
        this.slots = slots;
    }

    public String queue() {
        return queue;
    }

    /** When its queue is to be looked at. */
    KnownDueTasks due() {
        return due;
    }

    public int slots() {
        return slots;
    }

    /** Has this many slots from now on. Only the runner pool calls it, under its lock. */
    public void resize(int wanted) {
        slots = wanted;
    }

    /** How many slots are busy. */
    public int busy() {
        return busy.get();
    }

    /** What waits for a slot now. */
    public List<ClaimedTask> waiting() {
        return List.copyOf(waiting);
    }

    /** How many slots are busy, or could be with what waits. */
    public int wanted() {
        return busy.get() + waiting.size();
    }

    /** Notes whether a claim found as much as was asked for, so that there may be more. */
    void recordClaim(boolean asMuchAsAsked) {
        backlog = asMuchAsAsked;
    }

    /** Whether the last claim found as much as was asked for. */
    public boolean backlog() {
        return backlog;
    }

    /** How many slots can run something: all but the withheld ones. */
    public int usable() {
        return slots - withheld.get();
    }

    /** Takes a slot that is not busy out of use, because it has no thread. */
    public void withhold() {
        withheld.incrementAndGet();
    }

    /** Puts a withheld slot into use again. */
    public void restore() {
        withheld.decrementAndGet();
    }

    /** How many tasks to claim now; zero while enough wait. */
    public int demand() {
        int held = waiting.size();
        int free = Math.max(0, usable() - busy.get());
        int ahead = ahead();
        int room = free + ahead - held;
        boolean worthIt = held < free || room >= ahead / 2;
        return worthIt ? Math.max(0, Math.min(CLAIM_CAP, room)) : 0;
    }

    private int ahead() {
        long average = averageNanos.get();
        return average == 0 ? 0 : (int) Math.min(AHEAD_CAP, usable() * AHEAD_NANOS / average);
    }

    void add(List<ClaimedTask> tasks) {
        waiting.addAll(tasks);
    }

    /** The next task, null if none came within the time. The slot counts as busy until {@link #finished}. */
    @Nullable
    public ClaimedTask take(Duration patience) throws InterruptedException {
        ClaimedTask task = waiting.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        if (task != null) {
            busy.incrementAndGet();
        }
        return task;
    }

    /** Frees the slot of an attempt that took this long. */
    public void finished(Duration runTime) {
        busy.decrementAndGet();
        long sample = Math.max(1, runTime.toNanos());
        averageNanos.updateAndGet(average -> average == 0 ? sample : average + (sample - average) / 8);
    }

    /** Frees the slot of a task that was taken and is not run. */
    public void skipped() {
        busy.decrementAndGet();
    }

    /** Takes out this task if it waits here for this attempt. */
    public Optional<ClaimedTask> remove(UUID id, int attempt) {
        for (ClaimedTask task : waiting) {
            if (task.id().equals(id) && task.attempt() == attempt && waiting.remove(task)) {
                return Optional.of(task);
            }
        }
        return Optional.empty();
    }

    /** Takes out what has not been started. */
    public List<ClaimedTask> drain() {
        List<ClaimedTask> unstarted = new ArrayList<>();
        waiting.drainTo(unstarted);
        return unstarted;
    }
}
