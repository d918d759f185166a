package org.caraway;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a step of a workflow has ended: what a {@link Join#SETTLED} join and a callback for failures get. Immutable.
 *
 * @param <R> the type of the step's result
 * @param taskId the task that has ended
 * @param state its final state
 * @param value its result; null unless the state is SUCCESS
 * @param error its error; null unless it has failed, and without a trace: that is in the task's {@link TaskView}
 */
public record Outcome<R extends @Nullable Object>(
        UUID taskId,
        TaskState state,
        @Nullable R value,
        @Nullable TaskError error) {

    /** Whether the step has succeeded. */
    public boolean succeeded() {
        return state == TaskState.SUCCESS;
    }
}
