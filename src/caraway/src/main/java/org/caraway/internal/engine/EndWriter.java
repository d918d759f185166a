package org.caraway.internal.engine;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import org.caraway.CarawayException;
import org.caraway.QueueUnavailableException;
import org.caraway.internal.lifecycle.ErrorText;
import org.caraway.internal.lifecycle.NextStep;
import org.caraway.internal.store.AttemptEnd;
import org.caraway.internal.store.QueueSignals;
import org.caraway.internal.store.TaskStore;

/**
 * Writes the ends of attempts in batches. Thread-safe.
 *
 * <p>Runners hand an end over and take their next task at once; this loop writes what has come together since its last write,
 * so one commit serves many tasks under load and a lone end is written without delay. The hand-over is bounded: when the
 * database is slow, runners wait here, and the worker claims no more than it can finish.
 *
 * <p>Nothing here must survive a crash. An end that was not written leaves its task STARTED under this worker's lease; it is
 * rescued and runs again, which is what at-least-once means. While the database is away the batch is kept and tried again:
 * the fencing token decides whether it still counts.
 */
final class EndWriter {

    private static final System.Logger LOG = System.getLogger(EndWriter.class.getName());
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final int BATCH = 500;
    private static final int CAPACITY = 4 * BATCH;

    private final TaskStore store;
    private final QueueSignals signals;
    private final BlockingQueue<AttemptEnd> ends = new LinkedBlockingQueue<>(CAPACITY);
    private final List<AttemptEnd> batch = new ArrayList<>(BATCH); // confined to the loop
    private final Loop loop = new Loop("end", Duration.ZERO, this::write);

    EndWriter(TaskStore store, QueueSignals signals) {
        this.store = store;
        this.signals = signals;
    }

    void start(Executor executor) {
        loop.start(executor);
    }

    /** Ends the loop and writes what is left, once; what cannot be written is given back with the worker's removal. */
    void stop(Duration timeout) throws InterruptedException {
        loop.stop();
        loop.wake();
        if (loop.awaitEnd(timeout)) {
            write();
        }
    }

    /** Hands an end over; waits while the loop is behind. */
    void add(AttemptEnd end) throws InterruptedException {
        ends.put(end);
        loop.wake(); // always: "only when it was empty" would miss an end that is put while the loop goes to sleep
    }

    /** Tells those who wait for it what a batch, or a task's own transaction, has written. */
    void announce(List<AttemptEnd> written) {
        List<UUID> finished = new ArrayList<>();
        for (AttemptEnd end : written) {
            if (end.next() instanceof NextStep.RunAgain again) {
                signals.due(end.task().queue(), again.delay());
            } else {
                finished.add(end.task().id());
            }
        }
        if (!finished.isEmpty()) {
            signals.finished(finished);
        }
    }

    private Duration write() {
        do {
            ends.drainTo(batch, BATCH - batch.size());
            if (!batch.isEmpty()) {
                writeBatch();
                batch.clear();
            }
        } while (!ends.isEmpty());
        return IDLE;
    }

    private void writeBatch() {
        try {
            finish(batch);
        } catch (QueueUnavailableException away) {
            throw away;
        } catch (CarawayException refused) {
            LOG.log(
                    WARNING,
                    () -> "A batch of " + batch.size() + " ends was refused; writing them one by one",
                    refused);
            batch.forEach(this::writeAlone);
        }
    }

    /** One end that the database refuses, because of its text, must not keep the others from being written. */
    private void writeAlone(AttemptEnd end) {
        try {
            finish(List.of(end));
        } catch (QueueUnavailableException away) {
            throw away;
        } catch (CarawayException refused) {
            LOG.log(ERROR, () -> "The end of " + describe(end) + " was refused; recording that instead", refused);
            finish(List.of(new AttemptEnd(end.task(), new NextStep.Fail(ErrorText.of(refused)), null)));
        }
    }

    private void finish(List<AttemptEnd> some) {
        Set<UUID> lost = store.end(some);
        if (lost.isEmpty()) {
            announce(some);
            return;
        }
        announce(some.stream().filter(end -> !lost.contains(end.task().id())).toList());
        some.stream()
                .filter(end -> lost.contains(end.task().id()))
                .forEach(end -> LOG.log(
                        WARNING,
                        () -> "The end of " + describe(end)
                                + " came too late and was dropped: the task is over already,"
                                + " or was given to another worker"));
    }

    private static String describe(AttemptEnd end) {
        return "task " + end.task().id() + " (" + end.task().name() + ") attempt "
                + end.task().attempt();
    }
}
