package org.caraway.internal.engine.slot;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;

import jakarta.enterprise.concurrent.ManagedTask;
import jakarta.enterprise.concurrent.ManagedTaskListener;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.caraway.internal.engine.attempt.RunningAttempt;
import org.caraway.internal.engine.leak.ThreadVariables;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.store.model.ClaimedTask;
import org.jspecify.annotations.Nullable;

/**
 * One slot of a queue: a long-lived job on a managed thread that takes claimed tasks and runs them one after another.
 * Submitting each task to the executor instead would cost a thread switch for each.
 *
 * <p>Confined to its thread. It stops when its queue's slots are closed or reduced, or when its attempt was fenced off,
 * because then another runner has the slot.
 */
final class Runner implements Runnable, ManagedTask {

    private static final System.Logger LOG = System.getLogger(Runner.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final String name;
    private final Slots slots;
    private final SlotServices services;
    private boolean slotKept = true; // also when the attempt ends with an Error

    Runner(String name, Slots slots, SlotServices services) {
        this.name = name;
        this.slots = slots;
        this.services = services;
    }

    @Override
    public void run() {
        Thread thread = Thread.currentThread();
        String formerName = thread.getName();
        thread.setName("caraway-" + name);
        ThreadVariables.removeEmpty();
        try {
            while (slotKept && slots.runners().open()) {
                if (slots.runners().retire()) {
                    slotKept = false;
                } else {
                    runNext();
                }
            }
        } catch (InterruptedException interrupted) {
            LOG.log(DEBUG, () -> "The runner '" + name + "' was interrupted and stops");
            thread.interrupt();
        } finally {
            thread.setName(formerName);
            slots.runners().runnerStopped(slotKept);
        }
    }

    private void runNext() throws InterruptedException {
        ClaimedTask task = slots.queue().take(PATIENCE);
        if (task == null) {
            return;
        }
        if (!mayBegin()) {
            slots.unstarted().skip(task);
            return;
        }
        Optional<TaskDefinition> definition = services.attempts().definition(task.name());
        if (definition.isEmpty()) {
            LOG.log(
                    ERROR,
                    () -> "Claimed task " + task.id() + " of unknown name " + task.name()
                            + "; it is released. This is a bug in Caraway.");
            slots.unstarted().skip(task);
            return;
        }
        runAttempt(task, definition.get());
    }

    /** While the application is being undeployed, no task begins. */
    private boolean mayBegin() {
        if (services.startGate().closed()) {
            slots.runners().close();
            return false;
        }
        return services.startGate().open();
    }

    private void runAttempt(ClaimedTask task, TaskDefinition definition) {
        RunningAttempt attempt;
        try {
            attempt = services.attempts().attempt(task, definition);
        } catch (RuntimeException | Error broken) {
            complete(task, definition, broken);
            return;
        }
        slots.attempts().begin(attempt);
        try {
            services.leakGuard().run(attempt, definition);
        } catch (RuntimeException | Error broken) {
            if (!attempt.settled() && attempt.takeCompletion()) {
                complete(task, definition, broken);
                attempt.settle();
            }
            if (broken instanceof VirtualMachineError) {
                throw broken; // it has been recorded
            }
        } finally {
            slotKept = slots.attempts().finish(attempt);
        }
    }

    /** Counts as a delivery. Without memory for even that, the reconciliation of the claim loop releases the task. */
    private void complete(ClaimedTask task, TaskDefinition definition, Throwable broken) {
        try {
            services.broken().complete(task, definition.settings().maxDeliveries(), broken);
        } catch (RuntimeException | Error again) {
            slots.unstarted().returnUnstarted(task);
            throw again;
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
