package org.caraway.internal.engine.upkeep;

import static java.lang.System.Logger.Level.DEBUG;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.caraway.internal.engine.loop.Loop;
import org.caraway.internal.store.park.ParkedTask;
import org.caraway.internal.store.park.ParkedTasks;
import org.caraway.internal.store.signal.QueueSignals;

/**
 * Wakes parked tasks: those whose sleep is over, those whose wait for a signal has timed out, and those that SQL
 * clients have sent a signal to. Thread-safe; confined to one loop. It scans for them each second, in bounded batches,
 * which reads only the entries at the beginning of two indexes. A signal that is sent by the API wakes its task itself.
 */
public final class ParkedTaskWaker {

    private static final System.Logger LOG = System.getLogger(ParkedTaskWaker.class.getName());
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final int BATCH = 500;

    private final ParkedTasks parked;
    private final QueueSignals signals;
    private final Loop loop = new Loop("wake", Duration.ofMillis(50), this::wake);

    public ParkedTaskWaker(ParkedTasks parked, QueueSignals signals) {
        this.parked = parked;
        this.signals = signals;
    }

    public Loop loop() {
        return loop;
    }

    private Duration wake() {
        List<ParkedTask> woken = parked.wake(BATCH);
        if (!woken.isEmpty()) {
            LOG.log(DEBUG, () -> woken.size() + " parked tasks are due");
            Map<String, List<QueueSignals.Ready>> ready = new LinkedHashMap<>();
            woken.forEach(task -> ready.computeIfAbsent(task.queue(), queue -> new ArrayList<>())
                    .add(new QueueSignals.Ready(task.id(), task.name())));
            ready.forEach(signals::ready);
        }
        return woken.size() < BATCH ? INTERVAL : Duration.ZERO;
    }
}
