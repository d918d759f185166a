package org.caraway.internal.observation;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.caraway.RetryRequest;
import org.caraway.TaskCall;
import org.caraway.TaskError;
import org.caraway.TaskState;
import org.caraway.TimeLimitException;
import org.caraway.internal.lifecycle.Causes;
import org.caraway.internal.lifecycle.FailureLog;
import org.caraway.internal.lifecycle.Parking;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.lifecycle.TransitionCases;
import org.jspecify.annotations.Nullable;

/**
 * Writes a log line for each transition of a task. All lines use one logger, so that they can be routed separately.
 * Thread-safe. A failure is a WARNING, or one line at INFO if the definition expects the exception; all other lines
 * have the configured level. A retry that the task requested without a cause is not a failure.
 *
 * <p>An outage of the database meets many tasks at once: what it does to them is logged once a minute, with a number.
 */
public final class StepLog implements TaskObserver {

    /** The name of the logger. */
    public static final String LOGGER = "org.caraway.task";

    private static final int ARGUMENTS_CAP = 1_000;
    private static final String EXPIRED = "Task has expired before it could begin";
    private static final System.Logger LOG = System.getLogger(LOGGER);

    private final Level steps;
    private final Function<TaskCall<?>, Optional<String>> arguments;
    private final RecentFailures recent;
    private final RepeatedLog outages = new RepeatedLog(LOG, WARNING);

    /**
     * Writes ordinary transitions at this level.
     *
     * @param arguments returns the masked arguments of a call, absent for none
     */
    public StepLog(Level steps, Function<TaskCall<?>, Optional<String>> arguments) {
        this(steps, arguments, System::nanoTime);
    }

    StepLog(Level steps, Function<TaskCall<?>, Optional<String>> arguments, LongSupplier nanoTime) {
        this.steps = steps;
        this.arguments = arguments;
        this.recent = new RecentFailures(nanoTime);
    }

    @Override
    public EnqueueStep enqueue(List<? extends TaskCall<?>> calls) {
        return ordinaryIsLogged() ? new Enqueued(calls) : EnqueueStep.UNOBSERVED;
    }

    private boolean ordinaryIsLogged() {
        return steps != Level.OFF && LOG.isLoggable(steps); // java.util.logging would log at OFF
    }

    private void ordinary(String start, TaskFacts task, @Nullable Duration runTime) {
        if (ordinaryIsLogged()) {
            LOG.log(steps, line(start, task, runTime).toString());
        }
    }

    private static LogLine line(String start, TaskFacts task, @Nullable Duration runTime) {
        LogLine line = LogLine.of(start, task);
        if (task.attempt() > 0) {
            line.with("waited", task.waitTime());
        }
        return (runTime == null ? line : line.with("ran", runTime)).withOrigin(task);
    }

    @Override
    public AttemptStep attempt(TaskFacts task) {
        return new AttemptLines(task);
    }

    /** Called by another thread than the attempt's: in this process only by the time limiter. */
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
        ordinary(EXPIRED, task, null);
    }

    private void write(String failed, TaskFacts task, AttemptResult ending) {
        boolean requested = ending.failure() instanceof RetryRequest request && Causes.direct(request) == null;
        String start = ending.next().fold(new Starts(failed, requested));
        if (ending.next().inOutage() || !ending.next().counts()) {
            outages.log(() -> line(start, task, ending.runTime()).toString(), ending.failure());
            return;
        }
        TaskState state = ending.next().state();
        if (state == TaskState.FAILURE || (state == TaskState.RETRY && !requested)) {
            failed(start, task, ending);
        } else {
            ordinary(start, task, ending.runTime());
        }
    }

    /**
     * The start of the line for each transition. Immutable.
     *
     * @param failed the start for a failure
     * @param requested whether the task asked for the retry without a cause
     */
    private record Starts(String failed, boolean requested) implements TransitionCases<String> {

        @Override
        public String succeed(Transition.Succeed succeed) {
            return "Task succeeded";
        }

        @Override
        public String ignore(Transition.Ignore ignore) {
            return "Task found nothing to do";
        }

        @Override
        public String fail(Transition.Fail fail) {
            return switch (fail.reason()) {
                case NOT_RETRIED -> failed + " for good";
                case RETRIES_EXHAUSTED -> failed + " for good, with all of its retries used";
                case REJECTED -> "Task rejected itself";
            };
        }

        @Override
        public String revoke(Transition.Revoke revoke) {
            return "Task was revoked";
        }

        @Override
        public String retry(Transition.Retry retry) {
            if (retry.inOutage()) {
                return "Task met an unavailable database, runs again in " + retry.delay();
            }
            if (requested) {
                return "Task asked to run again in " + retry.delay();
            }
            return retry.delay().equals(retry.longest())
                    ? failed + ", runs again in " + retry.delay()
                    : failed + ", runs again in " + retry.delay() + ", drawn from zero to " + retry.longest()
                            + " by retryJitter";
        }

        @Override
        public String postpone(Transition.Postpone postpone) {
            Parking parking = postpone.parking();
            if (parking != null) {
                return "Task waits for " + parking.awaits() + ", for " + parking.longest() + " at most";
            }
            return postpone.notBegun() == null
                    ? "Task postponed by " + postpone.delay()
                    : "Task could not begin, and is tried again in " + postpone.delay();
        }

        @Override
        public String expire(Transition.Expire expire) {
            return EXPIRED;
        }
    }

    /** An expected failure is one line without a stack trace, and so is one of a kind that was logged a moment ago. */
    private void failed(String start, TaskFacts task, AttemptResult ending) {
        TaskError error = ending.next().error();
        if (ending.expected() && error != null) {
            LOG.log(INFO, () -> line(start + ", as may be expected", task, ending.runTime())
                    .with("error", error.type())
                    .with("message", error.message())
                    .toString());
            return;
        }
        LogLine line = line(start, task, ending.runTime());
        if (error == null || recent.isNew(task.name(), error.type())) {
            FailureLog.warn(LOG, line.toString(), ending.failure());
            return;
        }
        String text = line.with("error", error.type())
                .with("message", error.message())
                .with("trace", "as logged before")
                .toString();
        LOG.log(WARNING, text);
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
