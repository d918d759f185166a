package org.caraway.internal.engine.attempt;

import static java.lang.System.Logger.Level.DEBUG;

import java.time.Duration;
import org.caraway.CarawayException;
import org.caraway.internal.engine.leak.LeakKind;
import org.caraway.internal.lifecycle.AttemptOutcome;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.payload.StepArguments;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.StepPlace;
import org.caraway.internal.store.read.TaskReads;
import org.caraway.internal.store.workflow.Workflows;
import org.jspecify.annotations.Nullable;

/** Calls the application's method: the border to its code. Thread-safe. */
public final class MethodInvoker {

    private static final System.Logger LOG = System.getLogger(MethodInvoker.class.getName());

    private final PayloadCodec codec;
    private final UndeployDetector undeployDetector;
    private final Workflows workflows;
    private final TaskReads reads;

    public MethodInvoker(PayloadCodec codec, UndeployDetector undeployDetector, Workflows workflows, TaskReads reads) {
        this.codec = codec;
        this.workflows = workflows;
        this.reads = reads;
        this.undeployDetector = undeployDetector;
    }

    /** Decodes the arguments, calls the method and encodes its result. Whatever the method throws is its outcome. */
    AttemptOutcome invoke(RunningAttempt attempt, TaskDefinition definition) {
        attempt.enterMethod();
        try {
            attempt.checkReadable();
            attempt.checkMayBegin();
            AttemptOutcome late = pastDeadline(attempt);
            if (late != null) {
                return late;
            }
            @Nullable Object[] arguments = arguments(attempt, definition);
            attempt.callMethod();
            Object result = definition.invoker().invoke(arguments);
            attempt.steps().reportUnused();
            return attempt.isReplaced()
                    ? new AttemptOutcome.Replaced()
                    : MethodOutcome.succeeded(codec, attempt, definition, result, codec.largeResults());
        } catch (Throwable failure) { // the border to the application's code: whatever it throws is the task's error
            return undeployDetector.explains(failure)
                    ? MethodOutcome.undeployed(definition, failure)
                    : ThrownOutcome.of(attempt, failure);
        } finally {
            attempt.returned();
            dropInterrupt(attempt);
            attempt.leaveMethod(); // what follows, such as a rollback, needs the application's class loader
        }
    }

    /** How an attempt ends that begins after the deadline of its task; null if there is time, or no deadline. */
    private @Nullable AttemptOutcome pastDeadline(RunningAttempt attempt) {
        Duration deadline = attempt.settings().retention().deadline();
        if (deadline == null) {
            return null;
        }
        try {
            return reads.enqueuedBefore(attempt.id(), deadline)
                    ? new AttemptOutcome.NonRetryable(StopReasons.pastDeadline(attempt.facts(), deadline))
                    : null;
        } catch (CarawayException unreachable) {
            return MethodOutcome.notBegun(unreachable);
        }
    }

    private @Nullable Object[] arguments(RunningAttempt attempt, TaskDefinition definition) {
        try {
            return codec.decodeArguments(
                    arguments(attempt.task()),
                    definition.parameters(),
                    attempt.settings().format());
        } catch (CarawayException unreadable) {
            attempt.reportUnreadable();
            throw unreadable;
        }
    }

    /** With the results of its predecessor, if it takes them. */
    private String arguments(ClaimedTask task) {
        ClaimedTask.Step step = task.step();
        StepPlace.Input input = step == null ? null : step.input();
        return input == null
                ? task.arguments()
                : StepArguments.prepended(workflows.arguments(input), codec.plainArguments(task.arguments()));
    }

    /**
     * A late interrupt must not hit a rollback, a commit or the write of the completion; H2 would even close its file.
     * Each interrupt of Caraway was sent before the method is known to have returned. The task has left any other one.
     */
    static void dropInterrupt(RunningAttempt attempt) {
        boolean interrupted = Thread.interrupted();
        if (interrupted && !attempt.passedSoftLimit() && !attempt.fenced() && attempt.revocation() == null) {
            attempt.leaks().add(LeakKind.INTERRUPT);
        } else if (interrupted) {
            LOG.log(DEBUG, () -> "Dropped an interrupt that was pending after " + attempt);
        }
    }
}
