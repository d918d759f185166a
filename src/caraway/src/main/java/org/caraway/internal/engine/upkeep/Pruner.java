package org.caraway.internal.engine.upkeep;

import static java.lang.System.Logger.Level.DEBUG;

import java.time.Duration;
import org.caraway.internal.engine.loop.Loop;
import org.caraway.internal.store.retain.FinishedPartitions;
import org.caraway.internal.store.retain.Retention;

/**
 * Deletes finished tasks after their retention, in bounded batches, or a whole day if the database has daily
 * partitions; also deletes outdated rows of other tables. Creates the partitions of the coming days. It sleeps only
 * when nothing is left to delete, because keys and counters may be added faster than a batch a minute, and after a
 * failure. Thread-safe; confined to one loop.
 */
public final class Pruner implements Loop.Step {

    private static final System.Logger LOG = System.getLogger(Pruner.class.getName());
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final int BATCH = 1_000;

    private final Retention retained;
    private final FinishedPartitions partitions;
    private final Duration retention;
    private final Loop loop = new Loop("prune", Duration.ofMillis(100), this);

    public Pruner(Retention retained, FinishedPartitions partitions, Duration retention) {
        this.retained = retained;
        this.partitions = partitions;
        this.retention = retention;
    }

    public Loop loop() {
        return loop;
    }

    @Override
    public Duration run() {
        partitions.make(retention);
        boolean more = partitions.drop(retention, BATCH);
        int pruned = retained.prune(retention, BATCH);
        if (pruned > 0) {
            LOG.log(DEBUG, () -> "Pruned " + pruned + " finished tasks");
        }
        pruneLeftovers();
        return more || pruned == BATCH ? Duration.ZERO : INTERVAL;
    }

    @Override
    public Duration pauseAfterFailure() {
        return INTERVAL;
    }

    private void pruneLeftovers() {
        boolean more = true;
        while (more && !loop.isStopping()) {
            more = retained.pruneExpiredRows(retention, BATCH);
        }
    }
}
