package org.caraway.internal.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.caraway.CallOptions;
import org.caraway.CallTiming;
import org.caraway.CarawayException;
import org.caraway.TaskCall;
import org.caraway.TaskContext;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.propagation.CallerContext;
import org.caraway.internal.propagation.CurrentTask;
import org.caraway.internal.registry.CallOverrides;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.registry.TaskParameter;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.store.model.NewTask;
import org.caraway.internal.store.model.TaskIdGenerator;
import org.caraway.internal.store.model.WorkflowPlan;
import org.jspecify.annotations.Nullable;

/** Turns calls into tasks that can be inserted. Thread-safe. */
public final class NewTaskFactory {

    private final TaskRegistry registry;
    private final Routing routing;
    private final PayloadCodec payload;
    private final ArgumentsCap argumentsCap;
    private final TaskIdGenerator ids = TaskIdGenerator.random();

    /**
     * A factory for calls of registered and of unknown tasks.
     *
     * @param argumentsCapBytes the largest size of the arguments of a task, in bytes of JSON
     */
    public NewTaskFactory(TaskRegistry registry, Routing routing, PayloadCodec payload, int argumentsCapBytes) {
        this.registry = registry;
        this.routing = routing;
        this.payload = payload;
        this.argumentsCap = new ArgumentsCap(argumentsCapBytes);
    }

    PayloadCodec codec() {
        return payload;
    }

    ArgumentsCap argumentsCap() {
        return argumentsCap;
    }

    /** Whether this application names the queue, or a living worker serves it. */
    boolean isKnownQueue(String queue) {
        return routing.isKnownQueue(queue);
    }

    /**
     * A new task for this call, a child of the task that runs on this thread.
     *
     * @param context the context to store with it, unless the call excludes it
     * @throws IllegalArgumentException if the arguments do not fit, cannot be written or are too large
     */
    NewTask of(TaskCall<?> call, CallerContext context) {
        UUID chosen = call.options().id();
        return builder(chosen == null ? ids.next() : chosen, call, 0, context).build();
    }

    /** A new id. */
    UUID newId() {
        return ids.next();
    }

    /**
     * As {@link #of}, with this id.
     *
     * @param taken how many of the first arguments come from other steps of a workflow, and are missing in the call
     */
    NewTask.Builder builder(UUID id, TaskCall<?> call, int taken, CallerContext context) {
        Optional<TaskDefinition> definition = registry.find(call.name());
        CallOptions options = call.options();
        CallerContext travels = takesContext(options, definition) ? context : CallerContext.NONE;
        Optional<TaskContext> parent = CurrentTask.find();
        Routing.Place place = routing.placeOf(call, definition);
        return NewTask.of(id, call.name())
                .idChosen(options.id() != null)
                .queue(place.queue())
                .priority(priorityOf(options, place, parent))
                .key(keyOf(call, definition, taken))
                .timing(timingOf(options, definition))
                .unique(options.unique())
                .maxRetries(options.overrides().maxRetries())
                .options(CallOverrides.textOf(options.overrides()))
                .arguments(arguments(call, definition, taken))
                .headers(options.headers())
                .labels(options.labels())
                .below(
                        parent.map(TaskContext::root).orElse(null),
                        parent.map(TaskContext::id).orElse(null))
                .createdBy(travels.caller())
                .context(travels.json());
    }

    /** The row of a group of a workflow, which never runs. */
    NewTask.Builder group(UUID id, CallOptions options, CallerContext context) {
        Optional<TaskContext> parent = CurrentTask.find();
        return NewTask.of(id, WorkflowPlan.GROUP)
                .idChosen(options.id() != null)
                .unique(options.unique())
                .labels(options.labels())
                .below(
                        parent.map(TaskContext::root).orElse(null),
                        parent.map(TaskContext::id).orElse(null))
                .createdBy(context.caller());
    }

    private static String keyOf(TaskCall<?> call, Optional<TaskDefinition> definition, int taken) {
        String wished = call.options().key();
        return wished != null
                ? wished
                : definition
                        .filter(found -> taken == 0) // the argument is not known yet
                        .map(found -> KeyArgument.of(found, call.arguments()))
                        .orElse("");
    }

    private static CallTiming timingOf(CallOptions options, Optional<TaskDefinition> definition) {
        CallTiming timing = options.timing();
        Duration expires =
                definition.map(found -> found.settings().retention().expires()).orElse(null);
        if (expires == null || timing.expiresIn() != null || timing.expiresAt() != null) {
            return timing;
        }
        Instant startAt = timing.startAt();
        if (startAt != null) {
            return new CallTiming(null, startAt, null, startAt.plus(expires));
        }
        Duration delay = timing.delay();
        return new CallTiming(delay, null, delay == null ? expires : delay.plus(expires), null);
    }

    /** Whether the caller's context is stored with the call. */
    boolean takesContext(TaskCall<?> call) {
        return takesContext(call.options(), registry.find(call.name()));
    }

    private static boolean takesContext(CallOptions options, Optional<TaskDefinition> definition) {
        return !options.withoutContext()
                && definition.map(found -> !found.settings().withoutContext()).orElse(true);
    }

    /** An inherited priority takes precedence over the route, because the caller requested it. */
    private static int priorityOf(CallOptions options, Routing.Place place, Optional<TaskContext> parent) {
        return options.inheritPriority() && parent.isPresent() ? parent.get().priority() : place.priority();
    }

    private String arguments(TaskCall<?> call, Optional<TaskDefinition> definition, int taken) {
        String json = encode(call, definition, taken);
        argumentsCap.check(call.name(), json);
        return json;
    }

    private String encode(TaskCall<?> call, Optional<TaskDefinition> definition, int taken) {
        try {
            if (definition.isEmpty()) {
                return payload.encodeArguments(call.arguments());
            }
            List<@Nullable Object> arguments = ArgumentCheck.checked(definition.get(), call.arguments(), taken);
            List<TaskParameter> parameters = definition.get().parameters();
            return payload.encodeArguments(
                    parameters.subList(taken, parameters.size()),
                    arguments,
                    definition.get().settings().format());
        } catch (CarawayException failed) {
            throw new CarawayException("Task '" + call.name() + "' was not enqueued: " + failed.getMessage(), failed);
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException(
                    "Task '" + call.name() + "' was not enqueued: " + refused.getMessage(), refused);
        }
    }
}
