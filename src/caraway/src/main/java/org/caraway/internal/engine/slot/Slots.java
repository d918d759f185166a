package org.caraway.internal.engine.slot;

import static java.lang.System.Logger.Level.DEBUG;

import java.util.concurrent.Executor;
import org.caraway.internal.engine.claim.Claimer;
import org.caraway.internal.engine.claim.PrefetchQueue;
import org.caraway.internal.engine.settings.EffectiveSettings;

/**
 * The slots of one queue: how many there are, and their threads. Thread-safe.
 *
 * <p>{@link RunnerPool} has their threads, and {@link SlotScale} computes their number. {@link RunningAttempts} has the
 * attempts that run in them, {@link UnstartedTasks} the tasks that wait for them.
 */
public final class Slots {

    private static final System.Logger LOG = System.getLogger(Slots.class.getName());

    private final PrefetchQueue queue;
    private final SlotScale scale;
    private final EffectiveSettings settings;
    private final Claimer claimer;
    private final RunnerPool runners;
    private final RunningAttempts attempts;
    private final UnstartedTasks unstarted;

    /** @param executor gives the threads of the slots */
    public Slots(PrefetchQueue queue, SlotScale scale, Executor executor, SlotServices services) {
        this.queue = queue;
        this.scale = scale;
        settings = services.settings();
        claimer = services.claimer();
        runners = new RunnerPool(queue, executor, name -> new Runner(name, this, services));
        attempts = new RunningAttempts(queue, runners, services.inFlight(), claimer, executor);
        unstarted = new UnstartedTasks(queue, services.releases(), services.inFlight(), claimer);
    }

    /** The tasks that wait for a slot. */
    public PrefetchQueue queue() {
        return queue;
    }

    public RunnerPool runners() {
        return runners;
    }

    /** The attempts that run in the slots. */
    public RunningAttempts attempts() {
        return attempts;
    }

    public UnstartedTasks unstarted() {
        return unstarted;
    }

    /**
     * Fences off all running attempts and drops all waiting tasks. The reconciliation of the claim loop releases them.
     */
    public void fenceOff() {
        unstarted.drop();
        attempts.fenceOff();
    }

    /** Changes the number of slots to that set at run time, otherwise by the load. Confined to one loop. */
    void adapt() {
        int present = queue.slots();
        Integer set = settings.queue(queue.queue()).slots();
        int wanted = scale.wanted(set, System.nanoTime(), present, queue.wanted(), queue.backlog());
        if (wanted != present) {
            runners.resize(wanted);
            LOG.log(DEBUG, () -> "Queue " + queue.queue() + " has " + wanted + " slots, after " + present);
            claimer.wake();
        }
    }
}
