package org.caraway.internal.client;

import java.lang.reflect.Type;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.caraway.CarawayException;
import org.caraway.FailedStep;
import org.caraway.ResultStoreException;
import org.caraway.TaskError;
import org.caraway.TaskFailedException;
import org.caraway.TaskRevokedException;
import org.caraway.TaskState;
import org.caraway.TaskView;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.store.model.WorkflowPlan;
import org.jspecify.annotations.Nullable;

/** Reads the outcome of a finished task: its result, or the exception that explains why it has none. Immutable. */
record TaskOutcomeReader<R extends @Nullable Object>(
        PayloadCodec payload, Type resultType, Function<UUID, String> groupResults, FailedSteps failedSteps) {

    /** For tasks that are no groups. */
    TaskOutcomeReader(PayloadCodec payload, Type resultType) {
        this(payload, resultType, id -> "null", FailedSteps.NONE);
    }

    R resultOf(TaskView task) {
        return switch (task.state()) {
            case SUCCESS -> read(task);
            case FAILURE -> throw failure(task);
            case REVOKED -> throw revocation(task, "was revoked", "so it has no result");
            case EXPIRED -> throw revocation(task, "expired before a worker was free", "so it has no result");
            case SKIPPED -> throw revocation(task, "was skipped in its workflow", "so it has no result");
            case PENDING, WAITING, STARTED, RETRY ->
                throw new IllegalStateException(
                        "Task " + task.id() + " is not over but " + task.state() + ". This is a bug in Caraway.");
        };
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // null is an R where the method returns nothing, or null
    private R read(TaskView task) {
        String json = storedOf(task);
        if (json == null || resultType == void.class || resultType == Void.class) {
            return null;
        }
        try {
            return (R) payload.decodeResult(json, resultType);
        } catch (ResultStoreException unreachable) {
            throw new ResultStoreException(
                    "The result of task " + task.id() + " (" + task.name() + ") cannot be read: "
                            + unreachable.getMessage(),
                    unreachable);
        } catch (CarawayException unreadable) {
            throw new CarawayException(
                    "The result of task " + task.id() + " (" + task.name() + ") cannot be read as "
                            + resultType.getTypeName() + ": " + unreadable.getMessage(),
                    unreadable);
        }
    }

    /** The result as JSON, absent if there is none. */
    Optional<String> jsonOf(TaskView task) {
        if (task.state() != TaskState.SUCCESS) {
            throw new IllegalStateException("Task " + task.id() + " (" + task.name() + ") is " + task.state()
                    + " and has no result; wait until it has succeeded");
        }
        String stored = storedOf(task);
        return stored == null ? Optional.empty() : Optional.of(payload.plainResult(stored));
    }

    /** The result of a group is made of those of its members. */
    private @Nullable String storedOf(TaskView task) {
        return task.name().equals(WorkflowPlan.GROUP) ? groupResults.apply(task.id()) : task.result();
    }

    private TaskFailedException failure(TaskView task) {
        FailedSteps.Origin origin = failedSteps.of(task);
        TaskError error = origin.error();
        return new TaskFailedException(
                task.id(),
                task.name(),
                error == null ? new TaskError("unknown", "no error is stored", "") : error,
                origin.step());
    }

    private TaskRevokedException revocation(TaskView task, String what, String consequence) {
        FailedStep step = failedSteps.of(task).step();
        String place = step.id().equals(task.id())
                ? what
                : "has no result because step " + step.id() + " (" + step.path() + ") " + what;
        String text = "Task " + task.id() + " (" + task.name() + ") " + place;
        return new TaskRevokedException(step.id().equals(task.id()) ? text + ", " + consequence : text, step);
    }
}
