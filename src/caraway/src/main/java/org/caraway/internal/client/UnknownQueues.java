package org.caraway.internal.client;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.caraway.CallOptions;
import org.caraway.internal.registry.NearestName;

/**
 * The policy for calls into queues that neither this application nor a living worker serves. Thread-safe.
 *
 * <p>Which queues the workers serve is read when it is needed and kept for five seconds; a queue that is not among them
 * is looked for again after one, because a worker may just have started.
 */
public final class UnknownQueues {

    /** They are accepted, and wait for a worker; none is known. */
    static final UnknownQueues ACCEPTED = new UnknownQueues(false, Set.of(), Set::of, () -> 0);

    private static final long KEPT_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long LEAST_NANOS = Duration.ofSeconds(1).toNanos();

    private final boolean refused;
    private final Set<String> named;
    private final Supplier<Set<String>> served;
    private final LongSupplier nanoTime;
    private volatile Reading last = Reading.NONE;

    private record Reading(long nanos, Set<String> queues, boolean taken) {
        private static final Reading NONE = new Reading(0, Set.of(), false);
    }

    private UnknownQueues(boolean refused, Set<String> named, Supplier<Set<String>> served, LongSupplier nanoTime) {
        this.refused = refused;
        this.named = Set.copyOf(named);
        this.served = served;
        this.nanoTime = nanoTime;
    }

    /**
     * They are accepted, and wait for a worker.
     *
     * @param named the queues that this application names in its code and configuration
     * @param served asks for those that living workers serve
     */
    public static UnknownQueues accepted(Set<String> named, Supplier<Set<String>> served) {
        return new UnknownQueues(false, named, served, System::nanoTime);
    }

    /**
     * They are refused.
     *
     * @param named the queues that this application names in its code and configuration
     * @param served asks for those that living workers serve
     */
    public static UnknownQueues refused(Set<String> named, Supplier<Set<String>> served) {
        return refused(named, served, System::nanoTime);
    }

    static UnknownQueues refused(Set<String> named, Supplier<Set<String>> served, LongSupplier nanoTime) {
        return new UnknownQueues(true, named, served, nanoTime);
    }

    /**
     * Lets the call of this task into the queue.
     *
     * @throws IllegalArgumentException if not, naming the nearest queue that is known
     */
    void check(String task, String queue) {
        if (!refused || isKnown(queue)) {
            return;
        }
        Set<String> all = new TreeSet<>(named);
        all.addAll(last.queues);
        all.removeIf(known -> reserved(known) && !ofNode(queue)); // or internal queues are suggested for plain ones
        throw new IllegalArgumentException("Task '" + task + "' was not enqueued: no living worker and nothing in this"
                + " application knows the queue '" + queue + "'; "
                + NearestName.find(queue, all)
                        .map(nearest -> "did you mean '" + nearest + "'? Otherwise ")
                        .orElse("")
                + "add it to caraway.worker.queues of a worker, or set caraway.unknown-queue=accept");
    }

    private static boolean ofNode(String queue) {
        return CallOptions.nodeOf(queue).isPresent();
    }

    private static boolean reserved(String queue) {
        return ofNode(queue) || CallOptions.workerOf(queue).isPresent();
    }

    /** Whether this application names the queue, or a living worker serves it. */
    boolean isKnown(String queue) {
        return named.contains(queue) || isServed(queue);
    }

    private boolean isServed(String queue) {
        long age = nanoTime.getAsLong() - last.nanos;
        boolean found = last.taken && last.queues.contains(queue);
        if (!last.taken || age > KEPT_NANOS || (!found && age > LEAST_NANOS)) {
            last = new Reading(nanoTime.getAsLong(), Set.copyOf(served.get()), true);
        }
        return last.queues.contains(queue);
    }
}
