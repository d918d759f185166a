package org.caraway.internal.engine.upkeep;

import static java.lang.System.Logger.Level.DEBUG;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import org.caraway.CarawayException;
import org.caraway.internal.engine.loop.Loop;
import org.caraway.internal.observation.TaskCounter;
import org.caraway.internal.store.worker.Counters;
import org.caraway.internal.store.worker.TaskCounts;

/**
 * Writes the counters of this process every five seconds, so that readers need not count tasks. Thread-safe. Counters
 * that could not be written are written the next time; those that a killed process had not written are missing.
 */
public final class CounterWriter implements Loop.Step {

    private static final System.Logger LOG = System.getLogger(CounterWriter.class.getName());
    private static final Duration GAP = Duration.ofSeconds(5);
    private static final Duration LOOP_END = Duration.ofSeconds(3);

    private final String writer;
    private final TaskCounter counter;
    private final Counters counters;
    private final Loop loop = new Loop("count", Duration.ZERO, this);

    /**
     * A writer of these counters that is not running yet.
     *
     * @param writer the name of this process, which no other process may have
     */
    public CounterWriter(String writer, TaskCounter counter, Counters counters) {
        this.writer = writer;
        this.counter = counter;
        this.counters = counters;
    }

    /** Starts the loop. */
    public void start(Executor executor) {
        loop.start(executor);
    }

    /** Writes the last counters and stops; returns within a few seconds. */
    public void stop() {
        loop.requestStop();
        try {
            loop.awaitStop(LOOP_END);
            write();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (CarawayException away) {
            LOG.log(DEBUG, "The last numbers of " + writer + " were not written", away);
        }
    }

    @Override
    public Duration run() {
        write();
        return GAP;
    }

    private void write() {
        List<TaskCounts> counts = counter.take();
        if (counts.isEmpty()) {
            return;
        }
        try {
            counters.add(writer, counts);
        } catch (RuntimeException failure) {
            counter.putBack(counts);
            throw failure;
        }
    }
}
