package org.caraway.internal.engine.upkeep;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;

import java.time.Duration;
import org.caraway.internal.engine.loop.Loop;
import org.caraway.internal.store.retain.FinishedPartitions;
import org.caraway.internal.store.retain.Retention;

/**
 * Deletes finished tasks after their retention, which is the longest of the applications on these tables, in bounded
 * batches, or a whole day if the database has daily partitions; also deletes outdated rows of other tables. Creates the
 * partitions of the coming days. It sleeps only when nothing is left to delete, because keys and counters may be added
 * faster than a batch a minute, and after a failure. Thread-safe; confined to one loop.
 */
public final class Pruner implements Loop.Step {

    private static final System.Logger LOG = System.getLogger(Pruner.class.getName());
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final int BATCH = 1_000;

    private final Retention retained;
    private final FinishedPartitions partitions;
    private final Duration retention;
    private Duration reported;
    private final Loop loop = new Loop("prune", Duration.ofMillis(100), this);

    public Pruner(Retention retained, FinishedPartitions partitions, Duration retention) {
        this.retained = retained;
        this.partitions = partitions;
        this.retention = retention;
        this.reported = retention;
    }

    public Loop loop() {
        return loop;
    }

    @Override
    public Duration run() {
        Duration longest = retained.longest(retention);
        report(longest);
        partitions.make(longest);
        boolean more = partitions.drop(longest, BATCH);
        int pruned = retained.prune(longest, BATCH);
        if (pruned > 0) {
            LOG.log(DEBUG, () -> "Pruned " + pruned + " finished tasks");
        }
        pruneLeftovers(longest);
        return more || pruned == BATCH ? Duration.ZERO : INTERVAL;
    }

    @Override
    public Duration pauseAfterFailure() {
        return INTERVAL;
    }

    /** Once for each change: an operator who has shortened the retention waits for rows to go. */
    private void report(Duration longest) {
        if (longest.compareTo(retention) > 0 && !longest.equals(reported)) {
            LOG.log(
                    INFO,
                    () -> "Finished tasks are kept for " + longest + ", longer than caraway.retention=" + retention
                            + ": workers on these tables use that, or have within the last week. If none is meant to any"
                            + " more, delete its row: DELETE FROM caraway_retention WHERE keep_seconds = "
                            + longest.toSeconds());
        }
        reported = longest;
    }

    private void pruneLeftovers(Duration longest) {
        boolean more = true;
        while (more && !loop.isStopping()) {
            more = retained.pruneExpiredRows(longest, BATCH);
        }
    }
}
