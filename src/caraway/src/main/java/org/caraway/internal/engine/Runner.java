package org.caraway.internal.engine;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import jakarta.enterprise.concurrent.ManagedTask;
import jakarta.enterprise.concurrent.ManagedTaskListener;
import java.time.Duration;
import java.util.Map;
import org.caraway.CarawayException;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.store.model.ClaimedTask;
import org.jspecify.annotations.Nullable;

/**
 * One slot of a lane: a long-lived job on a managed thread that takes claimed tasks and runs them one after another.
 * Handing each task to the executor instead would cost a hop to another thread.
 *
 * <p>Confined to its thread, but for what {@link Slots} keeps of it. It ends when its slots close or become fewer, or when
 * its attempt was fenced off: another runner has taken the slot then.
 */
final class Runner implements Runnable, ManagedTask {

    private static final System.Logger LOG = System.getLogger(Runner.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final String name;
    private final Slots slots;
    private boolean slotKept = true; // also when the attempt ends with an Error

    Runner(String name, Slots slots) {
        this.name = name;
        this.slots = slots;
    }

    @Override
    public void run() {
        Thread thread = Thread.currentThread();
        String formerName = thread.getName();
        thread.setName("caraway-" + name);
        ThreadVariables.removeEmpty();
        try {
            while (slotKept && slots.runners().open()) {
                if (slots.runners().takesLeave()) {
                    slotKept = false;
                } else {
                    runNext();
                }
            }
        } catch (InterruptedException interrupted) {
            LOG.log(DEBUG, () -> "The runner '" + name + "' was interrupted and ends");
            thread.interrupt();
        } finally {
            thread.setName(formerName);
            slots.runners().ended(slotKept);
        }
    }

    private void runNext() throws InterruptedException {
        ClaimedTask task = slots.lane().take(PATIENCE);
        if (task == null) {
            return;
        }
        if (!slots.mayBegin()) {
            slots.skip(task);
            return;
        }
        TaskDefinition definition = slots.definition(task.name());
        if (definition == null) {
            LOG.log(
                    ERROR,
                    () -> "Claimed task " + task.id() + " of unknown name " + task.name()
                            + "; it is given back. This is a bug in Caraway.");
            slots.skip(task);
            return;
        }
        runAttempt(task, definition);
    }

    private void runAttempt(ClaimedTask task, TaskDefinition definition) {
        RunningAttempt attempt = slots.begin(task, definition);
        try {
            slots.attempts().run(attempt, definition);
        } catch (CarawayException notBegun) {
            LOG.log(WARNING, () -> attempt + " could not begin; it is given back", notBegun);
            slots.returnUnstarted(task);
        } catch (RuntimeException | Error withoutEnd) {
            if (!attempt.settled()) {
                LOG.log(ERROR, () -> attempt + " was left without an end; it is given back", withoutEnd);
                slots.returnUnstarted(task);
            }
            throw withoutEnd;
        } finally {
            slotKept = slots.finish(attempt);
        }
    }

    @Override
    public Map<String, String> getExecutionProperties() {
        return Map.of(ManagedTask.IDENTITY_NAME, "caraway/" + name, ManagedTask.LONGRUNNING_HINT, "true");
    }

    @Override
    public @Nullable ManagedTaskListener getManagedTaskListener() {
        return null;
    }
}
