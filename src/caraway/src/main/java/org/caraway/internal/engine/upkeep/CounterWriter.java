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
 * Writes every five seconds what this process has done with tasks, so that nobody has to count them. Thread-safe. What
 * could not be written is written the next time; what a killed process had not written is missing.
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
     * Writes what is counted here; nothing runs yet.
     *
     * @param writer who counts; no other process may have this name
     */
    public CounterWriter(String writer, TaskCounter counter, Counters counters) {
        this.writer = writer;
        this.counter = counter;
        this.counters = counters;
    }

    /** Writes from now on. */
    public void start(Executor executor) {
        loop.start(executor);
    }

    /** Writes the last numbers and ends; returns within a few seconds. */
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
