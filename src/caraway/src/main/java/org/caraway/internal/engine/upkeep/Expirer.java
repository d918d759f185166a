package org.caraway.internal.engine.upkeep;

import static java.lang.System.Logger.Level.DEBUG;

import java.time.Duration;
import org.caraway.internal.engine.loop.Loop;
import org.caraway.internal.observation.CompletionNotifier;
import org.caraway.internal.store.recover.EndedTasks;
import org.caraway.internal.store.recover.Expiries;

/**
 * Expires waiting tasks whose time is over, in bounded batches. Thread-safe; confined to one loop. It scans for them
 * each second, which reads only the expired entries at the beginning of one index. A task that expires in its prefetch
 * queue is completed by its runner; claims skip expired tasks.
 */
public final class Expirer {

    private static final System.Logger LOG = System.getLogger(Expirer.class.getName());
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final int BATCH = 500;

    private final Expiries expiries;
    private final CompletionNotifier notifier;
    private final Loop loop = new Loop("expire", Duration.ofMillis(50), this::expire);

    public Expirer(Expiries expiries, CompletionNotifier notifier) {
        this.expiries = expiries;
        this.notifier = notifier;
    }

    public Loop loop() {
        return loop;
    }

    private Duration expire() {
        EndedTasks expired = expiries.expire(BATCH);
        int count = expired.tasks().size();
        if (count > 0) {
            LOG.log(DEBUG, () -> count + " tasks have expired");
            notifier.expired(expired);
        }
        return count < BATCH ? INTERVAL : Duration.ZERO;
    }
}
