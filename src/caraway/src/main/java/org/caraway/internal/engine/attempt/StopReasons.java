package org.caraway.internal.engine.attempt;

import java.time.Duration;
import org.caraway.SoftTimeLimitException;
import org.caraway.TaskRevokedException;
import org.caraway.TimeLimitException;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.registry.TaskSettings;
import org.jspecify.annotations.Nullable;

/** Why a running method should stop, as it is told. Stateless. */
public final class StopReasons {

    private StopReasons() {}

    public static TaskRevokedException over(TaskFacts task) {
        return new TaskRevokedException(
                described(task) + " is over; let its method wait for the threads that work for it");
    }

    static TaskRevokedException fenced(TaskFacts task) {
        return new TaskRevokedException(described(task)
                + " was fenced off: its time limit has passed, its worker stops, or has lost its lease."
                + " Its result would be dropped");
    }

    static TaskRevokedException revoked(TaskFacts task, @Nullable String by, @Nullable Throwable cause) {
        return new TaskRevokedException(
                described(task) + " was revoked" + (by == null ? "" : " by " + by) + "; it is not needed any more",
                cause);
    }

    public static SoftTimeLimitException softLimit(TaskFacts task, TaskSettings settings) {
        return new SoftTimeLimitException(described(task) + " has run longer than its soft time limit of "
                + settings.softTimeLimit() + "; raise softTimeLimit if that is too short");
    }

    static TimeLimitException pastDeadline(TaskFacts task, Duration deadline) {
        return new TimeLimitException(described(task) + " does not begin: the task was enqueued longer ago than its"
                + " deadline of " + deadline + "; enqueue it again, or raise deadline and retry it");
    }

    private static String described(TaskFacts task) {
        return "Attempt " + task.attempt() + " of task " + task.id() + " (" + task.name() + ")";
    }
}
