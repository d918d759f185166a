package org.caraway.internal.engine.upkeep;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.caraway.CallOptions;
import org.caraway.internal.engine.lease.Lease;
import org.caraway.internal.engine.loop.Loop;
import org.caraway.internal.store.worker.Unclaimable;
import org.caraway.internal.store.worker.UnclaimableTasks;

/**
 * Reports due tasks that no worker can claim: no live worker has their definition, or serves their queue. Thread-safe;
 * confined to one loop. Such tasks are kept, because a worker that can claim them may start soon (in a rolling
 * deployment). Otherwise the name is misspelt, or the queue was forgotten. It scans once a minute, also after a scan
 * that failed, and reports each finding once.
 */
public final class UnclaimableWatch implements Loop.Step {

    private static final System.Logger LOG = System.getLogger(UnclaimableWatch.class.getName());
    private static final Duration GAP = Duration.ofMinutes(1);

    private final UnclaimableTasks unclaimable;
    private final Lease lease;
    private final Loop loop = new Loop("unclaimable", Duration.ZERO, this);
    private final Map<String, Unclaimable.Lacking> reported = new HashMap<>(); // confined to the loop
    private boolean begun; // confined to the loop
    private volatile List<Unclaimable> latest = List.of();

    public UnclaimableWatch(UnclaimableTasks unclaimable, Lease lease) {
        this.unclaimable = unclaimable;
        this.lease = lease;
    }

    public Loop loop() {
        return loop;
    }

    /** The first scan is delayed, because other workers may be starting at the same time. */
    @Override
    public Duration run() {
        if (begun && lease.mayRescue()) { // after an outage all leases are over for a moment
            report(unclaimable.unclaimable());
        }
        begun = true;
        return GAP;
    }

    @Override
    public Duration pauseAfterFailure() {
        return GAP;
    }

    /** The findings of the last scan; empty before the first one. */
    public List<Unclaimable> latest() {
        return latest;
    }

    /** Logs findings that are new, have changed or have disappeared. */
    void report(List<Unclaimable> found) {
        latest = List.copyOf(found);
        Set<String> now = new HashSet<>();
        for (Unclaimable tasks : found) {
            String what = tasks.name() + " in queue " + tasks.queue();
            now.add(what);
            if (reported.put(what, tasks.lacking()) != tasks.lacking()) {
                LOG.log(
                        WARNING,
                        () -> tasks.tasks() + " due tasks of " + what + " wait for nobody, since " + tasks.oldestDue()
                                + ": " + fix(tasks));
            }
        }
        reported.keySet().stream()
                .filter(what -> !now.contains(what))
                .forEach(what -> LOG.log(INFO, () -> "No task of " + what + " waits for nobody any more"));
        reported.keySet().retainAll(now);
    }

    private static String fix(Unclaimable tasks) {
        Optional<String> node = CallOptions.nodeOf(tasks.queue());
        return switch (tasks.lacking()) {
            case QUEUE ->
                node.isPresent()
                        ? "they are for the node '" + node.get()
                                + "', which has no living worker; start it, or delete them"
                        : "no worker serves the queue; add it to caraway.worker.queues of one, or enqueue elsewhere";
            case NAME ->
                "no worker of the queue has a @Task of that name; deploy it, or delete the tasks if the name is wrong";
        };
    }
}
