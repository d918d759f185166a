package org.caraway.internal.client;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.caraway.ScheduleEvent;
import org.caraway.TaskCall;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.observation.TaskObserver.EnqueueStep;
import org.caraway.internal.observation.TaskObservers;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.propagation.CallerContext;
import org.caraway.internal.registry.CallOverrides;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.store.model.NewTask;
import org.caraway.internal.store.signal.QueueSignals;
import org.jspecify.annotations.Nullable;

/**
 * Makes tasks of stored calls, and reports those that a schedule has enqueued. Thread-safe. Nobody's context travels
 * with them.
 */
public final class ScheduledTasks {

    private final TaskRegistry registry;
    private final PayloadCodec payload;
    private final NewTaskFactory newTasks;
    private final QueueBounds bounds;
    private final TaskObservers observers;
    private final QueueSignals signals;
    private final AfterCommit afterCommit;

    public ScheduledTasks(
            TaskRegistry registry,
            PayloadCodec payload,
            NewTaskFactory newTasks,
            QueueBounds bounds,
            TaskObservers observers,
            QueueSignals signals,
            AfterCommit afterCommit) {
        this.registry = registry;
        this.payload = payload;
        this.newTasks = newTasks;
        this.bounds = bounds;
        this.observers = observers;
        this.signals = signals;
        this.afterCommit = afterCommit;
    }

    /**
     * A task with its call.
     *
     * @param call what observers see
     * @param task what is inserted
     */
    public record Run(TaskCall<?> call, NewTask task) {}

    /**
     * The text of the row for the arguments of this call.
     *
     * @throws IllegalArgumentException if they do not fit
     */
    public String arguments(TaskCall<?> call) {
        return newTasks.of(call, CallerContext.NONE).arguments();
    }

    /**
     * A run of a schedule.
     *
     * @param options adds the options of the call
     * @throws RuntimeException if the arguments do not fit, a router fails, the queue is full, or an observer vetoes
     */
    public Run run(
            String name, String arguments, UnaryOperator<TaskCall<Object>> options, UUID schedule, Instant fireAt) {
        TaskCall<?> call = observers.enqueueing(call(name, arguments, options));
        NewTask task = newTasks.of(call, CallerContext.NONE)
                .asRunOf(schedule, CallOverrides.scheduledFor(fireAt), known(name) ? null : arguments);
        bounds.admit(List.of(task));
        return new Run(call, task);
    }

    /**
     * The call with its options.
     *
     * @throws RuntimeException if the arguments do not fit a definition of this application
     */
    public TaskCall<Object> call(String name, String arguments, UnaryOperator<TaskCall<Object>> options) {
        Optional<TaskDefinition> definition = registry.find(name);
        List<@Nullable Object> values = definition
                .map(found -> Arrays.asList(payload.decodeArguments(
                        arguments, found.parameters(), found.settings().format())))
                .orElse(List.of());
        return options.apply(TaskCall.of(name, values));
    }

    private boolean known(String name) {
        return registry.find(name).isPresent();
    }

    /**
     * Inserts runs, reports those that were inserted, and wakes workers.
     *
     * @param insert inserts them, and returns the ids of those that it has inserted
     */
    public void enqueue(List<Run> runs, Supplier<Set<UUID>> insert) {
        if (runs.isEmpty()) {
            Set<UUID> none = insert.get();
            assert none.isEmpty();
            return;
        }
        try (EnqueueStep step = observers.enqueue(runs.stream().map(Run::call).toList())) {
            try {
                Set<UUID> inserted = insert.get();
                signal(runs, inserted);
                if (step != EnqueueStep.UNOBSERVED) {
                    step.enqueued(facts(runs, inserted));
                }
            } catch (RuntimeException failure) {
                step.failed(failure);
                throw failure;
            }
        }
    }

    /** Reports a step of a schedule that has been committed. */
    public void report(ScheduleEvent event) {
        observers.schedule(event);
    }

    /** Reports a step of a schedule once the caller's transaction, if there is one, has committed. */
    public void reportAfterCommit(ScheduleEvent event) {
        afterCommit.run(() -> observers.schedule(event));
    }

    private static List<@Nullable TaskFacts> facts(List<Run> runs, Set<UUID> inserted) {
        List<@Nullable TaskFacts> facts = new ArrayList<>(runs.size());
        for (Run run : runs) {
            facts.add(inserted.contains(run.task().id()) ? TaskEnqueuer.factsOf(run.task()) : null);
        }
        return facts;
    }

    private void signal(List<Run> runs, Set<UUID> inserted) {
        Map<String, DueSignal> byQueue = new LinkedHashMap<>();
        for (Run run : runs) {
            NewTask task = run.task();
            if (inserted.contains(task.id())) {
                DueSignal signal = DueSignal.now(signals, task.queue(), task.id(), task.name());
                byQueue.merge(task.queue(), signal, DueSignal::mergedWith);
            }
        }
        byQueue.values().forEach(afterCommit::run);
    }
}
