package org.caraway.internal.client;

import java.time.Duration;
import org.caraway.CallOptions;
import org.caraway.TaskCall;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.propagation.CallerContext;
import org.caraway.internal.propagation.ContextPropagation;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.store.model.NewTask;
import org.jspecify.annotations.Nullable;

/** Runs calls on their caller's thread. Thread-safe. */
public record InlineCalls(
        TaskRegistry registry,
        NewTaskFactory newTasks,
        PayloadCodec payload,
        ContextPropagation propagation,
        InlineExecution execution) {

    private static final String PINNED = "@";

    /**
     * Runs the call and returns the handle of the finished task.
     *
     * @throws IllegalArgumentException if this application does not define the task, its call has an option that only
     *     the queue supports, or its arguments could not be enqueued
     */
    <R extends @Nullable Object> InlineTaskHandle<R> apply(TaskCall<R> call) {
        TaskDefinition definition = registry.find(call.name())
                .orElseThrow(() -> new IllegalArgumentException("Task '" + call.name()
                        + "' is not known to this application and cannot be run inline; enqueue its call for a node"
                        + " that knows it"));
        checkNothingOfTheQueue(call);
        CallerContext context = newTasks.takesContext(call) ? propagation.capture() : CallerContext.NONE;
        NewTask task = newTasks.of(call, context);
        return new InlineTaskHandle<>(
                execution.run(task, definition), new TaskOutcomeReader<>(payload, definition.resultType()));
    }

    /** Options that only the queue supports are refused: ignoring them would break what the call promises. */
    private static void checkNothingOfTheQueue(TaskCall<?> call) {
        CallOptions options = call.options();
        Duration delay = options.timing().delay();
        if ((delay != null && !delay.isZero()) || options.timing().startAt() != null) {
            throw refused(call, "to start later");
        }
        if (options.unique() != null) {
            throw refused(call, "for a unique key");
        }
        String queue = options.queue();
        if (queue != null && queue.startsWith(PINNED)) {
            throw refused(call, "for a node or worker");
        }
    }

    private static IllegalArgumentException refused(TaskCall<?> call, String wish) {
        return new IllegalArgumentException("Task '" + call.name() + "' was not run: its call asks " + wish
                + ", which only the queue can give; leave that out, or enqueue the call");
    }
}
