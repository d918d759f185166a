package org.caraway.internal.observation;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.caraway.RetryRequest;
import org.caraway.TaskCall;
import org.caraway.TaskError;
import org.caraway.TimeLimitException;
import org.caraway.internal.lifecycle.Transition;
import org.jspecify.annotations.Nullable;

/**
 * One log line for each step of a task, all by one logger, so that they can be routed by themselves. Thread-safe.
 *
 * <p>What went wrong is a WARNING, or if it is an exception that the definition expects, one line at INFO; all the rest is of the
 * level that is configured. A retry that the task asked for without naming a cause is not something that went wrong.
 */
public final class StepLog implements TaskObserver {

    /** The name of the logger. */
    public static final String LOGGER = "org.caraway.task";

    private static final int ARGUMENTS_CAP = 1_000;
    private static final System.Logger LOG = System.getLogger(LOGGER);

    private final Level steps;
    private final Function<TaskCall<?>, Optional<String>> arguments;

    /**
     * With ordinary steps at this level.
     *
     * @param arguments what may be shown of a call's arguments, absent for nothing
     */
    public StepLog(Level steps, Function<TaskCall<?>, Optional<String>> arguments) {
        this.steps = steps;
        this.arguments = arguments;
    }

    @Override
    public EnqueueStep enqueue(List<? extends TaskCall<?>> calls) {
        return ordinaryIsLogged() ? new Enqueued(calls) : EnqueueStep.UNOBSERVED;
    }

    private boolean ordinaryIsLogged() {
        return steps != Level.OFF && LOG.isLoggable(steps); // java.util.logging would log at OFF
    }

    private void ordinary(String start, TaskFacts task, @Nullable Duration ran) {
        if (ordinaryIsLogged()) {
            LOG.log(steps, line(start, task, ran).toString());
        }
    }

    private static LineFields line(String start, TaskFacts task, @Nullable Duration ran) {
        LineFields line = LineFields.of(start, task);
        if (task.attempt() > 0) {
            line.with("waited", task.waited());
        }
        return (ran == null ? line : line.with("ran", ran)).withOrigin(task);
    }

    @Override
    public AttemptStep attempt(TaskFacts task) {
        return new AttemptLines(task);
    }

    /** From outside: nobody but the watch over the time limits does that in this process. */
    @Override
    public void ended(TaskFacts task, AttemptResult ending) {
        write(
                ending.failure() instanceof TimeLimitException ? "Task failed by its time limit" : "Task failed",
                task,
                ending);
    }

    @Override
    public void leaseLost(TaskFacts task) {
        LOG.log(WARNING, () -> line(
                        "Task is over already, or another worker's; what this attempt did is dropped", task, null)
                .toString());
    }

    @Override
    public void expired(TaskFacts task) {
        ordinary("Task has expired before it could begin", task, null);
    }

    private void write(String failed, TaskFacts task, AttemptResult ending) {
        Transition next = ending.next();
        if (next instanceof Transition.Succeed) {
            ordinary("Task succeeded", task, ending.ran());
        } else if (next instanceof Transition.Ignore) {
            ordinary("Task found nothing to do", task, ending.ran());
        } else if (next instanceof Transition.Postpone postpone) {
            ordinary("Task postponed by " + postpone.delay(), task, ending.ran());
        } else if (next instanceof Transition.Retry again) {
            writeRetry(failed, task, ending, again.delay());
        } else if (ending.next() instanceof Transition.Revoke) {
            ordinary("Task was revoked", task, ending.ran());
        } else {
            failed(forGood(failed, ((Transition.Fail) next).reason()), task, ending);
        }
    }

    private static String forGood(String failed, Transition.Reason reason) {
        return switch (reason) {
            case NOT_RETRIED -> failed + " for good";
            case RETRIES_EXHAUSTED -> failed + " for good, with all of its retries used";
            case REJECTED -> "Task rejected itself";
        };
    }

    private void writeRetry(String failed, TaskFacts task, AttemptResult ending, Duration delay) {
        if (ending.failure() instanceof RetryRequest asked && asked.getCause() == null) {
            ordinary("Task asked to run again in " + delay, task, ending.ran());
        } else {
            failed(failed + ", runs again in " + delay, task, ending);
        }
    }

    /** What was expected is told in one line. */
    private static void failed(String start, TaskFacts task, AttemptResult ending) {
        TaskError error = ending.next().error();
        if (ending.expected() && error != null) {
            LOG.log(INFO, () -> line(start + ", as may be expected", task, ending.ran())
                    .with("error", error.type())
                    .with("message", error.message())
                    .toString());
            return;
        }
        FailureLog.warn(LOG, line(start, task, ending.ran()).toString(), ending.failure());
    }

    private final class AttemptLines implements AttemptStep {

        private final TaskFacts task;

        AttemptLines(TaskFacts task) {
            this.task = task;
        }

        @Override
        public void started() {
            ordinary("Task started", task, null);
        }

        @Override
        public void ended(AttemptResult ending) {
            write("Task failed", task, ending);
        }
    }

    private final class Enqueued implements EnqueueStep {

        private final List<? extends TaskCall<?>> calls;

        Enqueued(List<? extends TaskCall<?>> calls) {
            this.calls = calls;
        }

        @Override
        public void enqueued(List<@Nullable TaskFacts> tasks) {
            for (int i = 0; i < tasks.size(); i++) {
                TaskFacts task = tasks.get(i);
                if (task != null) {
                    tell(calls.get(i), task);
                }
            }
        }

        private void tell(TaskCall<?> call, TaskFacts task) {
            String shown = arguments.apply(call).map(StepLog::cut).orElse(null);
            LOG.log(
                    steps,
                    line("Task enqueued", task, null).with("arguments", shown).toString());
        }
    }

    private static String cut(String text) {
        return text.length() <= ARGUMENTS_CAP ? text : text.substring(0, ARGUMENTS_CAP) + "…";
    }
}
