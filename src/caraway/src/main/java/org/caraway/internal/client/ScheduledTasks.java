package org.caraway.internal.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
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
import org.caraway.Workflow;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.observation.TaskObserver.EnqueueStep;
import org.caraway.internal.observation.TaskObservers;
import org.caraway.internal.payload.ArgumentReader;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.propagation.CallerContext;
import org.caraway.internal.registry.CallOverrides;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.store.model.NewTask;
import org.caraway.internal.store.model.WorkflowPlan;
import org.caraway.internal.store.signal.QueueSignals;
import org.caraway.internal.workflow.WorkflowJson;
import org.caraway.internal.workflow.WorkflowJsonReader;
import org.jspecify.annotations.Nullable;

/**
 * Makes tasks of stored calls, and reports those that a schedule has enqueued. Thread-safe. Nobody's context travels
 * with them.
 */
public final class ScheduledTasks {

    private static final UUID NOBODY = new UUID(0, 0);

    private final TaskRegistry registry;
    private final PayloadCodec payload;
    private final NewTaskFactory newTasks;
    private final EnqueueServices services;
    private final WorkflowEnqueuer workflows;
    private final WorkflowJson written;
    private final WorkflowJsonReader read;
    private final WorkflowFormats formats;

    /** Tasks of these definitions. */
    public ScheduledTasks(
            TaskRegistry registry,
            PayloadCodec payload,
            NewTaskFactory newTasks,
            EnqueueServices services,
            WorkflowEnqueuer workflows) {
        this.registry = registry;
        this.payload = payload;
        this.newTasks = newTasks;
        this.services = services;
        this.workflows = workflows;
        written = new WorkflowJson(registry, payload, new MethodReferences(registry)::definitionOf);
        read = new WorkflowJsonReader(registry, new ArgumentReader(payload));
        formats = new WorkflowFormats(registry, payload);
    }

    /**
     * A run of a schedule that has not been inserted.
     *
     * @param calls what observers see
     * @param tasks what is inserted, a single task or the rows of a workflow
     * @param workflow the workflow, null for a single task
     */
    public record Run(
            List<TaskCall<?>> calls,
            List<NewTask> tasks,
            @Nullable WorkflowPlan workflow) {

        /** Its task, of a workflow the last. */
        public NewTask task() {
            UUID last = workflow == null ? tasks.get(0).id() : workflow.id();
            return tasks.stream()
                    .filter(task -> task.id().equals(last))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /**
     * The text of a workflow, with arguments in the formats of their tasks.
     *
     * @throws IllegalArgumentException if a schedule cannot run it
     */
    public String workflow(Workflow<?> workflow) {
        String text = formats.encoded(written.write(workflow.composition()));
        checkWorkflow(text);
        return text;
    }

    /**
     * Checks the text of a workflow.
     *
     * @throws RuntimeException if a schedule cannot run it
     */
    public void checkWorkflow(String text) {
        planned(text, TaskObservers.NONE, NOBODY, Map.of());
    }

    private WorkflowEnqueuer.Scheduled planned(
            String text, TaskObservers observers, UUID schedule, Map<String, String> options) {
        Workflow<?> workflow = Workflow.of(read.read(formats.decoded(text), WorkflowJsonReader.Tasks.ANY));
        return workflows.scheduled(workflow, observers, schedule, options);
    }

    /** Asks queues for room, for runs that are inserted together. Confined to one thread. */
    public final class Admission {

        private final Map<String, Integer> admitted = new HashMap<>();

        private Admission() {}

        /**
         * Returns if there is room for this run beside the earlier ones.
         *
         * @throws org.caraway.QueueFullException if there is none
         */
        public void admit(Run run) {
            services.bounds().admit(run.tasks(), admitted);
        }
    }

    /** Of no run yet. */
    public Admission admission() {
        return new Admission();
    }

    /**
     * A run of a schedule of a workflow; its queues are not asked yet.
     *
     * @throws RuntimeException if an argument does not fit, a router fails, or an observer vetoes
     */
    public Run run(String workflow, UUID schedule, Instant fireAt) {
        WorkflowEnqueuer.Scheduled planned =
                planned(workflow, services.observers(), schedule, CallOverrides.scheduledFor(fireAt));
        return new Run(planned.calls(), planned.plan().tasks(), planned.plan());
    }

    /**
     * The text of the row for the arguments of this call.
     *
     * @throws IllegalArgumentException if they do not fit
     */
    public String arguments(TaskCall<?> call) {
        return newTasks.of(call, CallerContext.NONE).arguments();
    }

    /**
     * A run of a schedule; its queue is not asked yet.
     *
     * @param options adds the options of the call
     * @throws RuntimeException if the arguments do not fit, a router fails, or an observer vetoes
     */
    public Run run(
            String name, String arguments, UnaryOperator<TaskCall<Object>> options, UUID schedule, Instant fireAt) {
        TaskCall<?> call = services.observers().enqueueing(call(name, arguments, options));
        newTasks.argumentsCap().check(name, arguments);
        NewTask task = newTasks.of(call, CallerContext.NONE)
                .asRunOf(schedule, CallOverrides.scheduledFor(fireAt), known(name) ? null : arguments);
        return new Run(List.of(call), List.of(task), null);
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
        try (EnqueueStep step = services.observers()
                .enqueue(runs.stream().flatMap(run -> run.calls().stream()).toList())) {
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
        services.observers().schedule(event);
    }

    /** Reports a step of a schedule once the caller's transaction, if there is one, has committed. */
    public void reportAfterCommit(ScheduleEvent event) {
        services.afterCommit().run(() -> services.observers().schedule(event));
    }

    private static List<@Nullable TaskFacts> facts(List<Run> runs, Set<UUID> inserted) {
        List<@Nullable TaskFacts> facts = new ArrayList<>(runs.size());
        for (Run run : runs) {
            boolean exists = inserted.contains(run.task().id());
            run.tasks().stream()
                    .filter(task -> !task.name().equals(WorkflowPlan.GROUP))
                    .forEach(task -> facts.add(exists ? TaskEnqueuer.factsOf(task) : null));
        }
        return facts;
    }

    private void signal(List<Run> runs, Set<UUID> inserted) {
        QueueSignals signals = services.signals();
        Map<String, DueSignal> byQueue = new LinkedHashMap<>();
        for (Run run : runs) {
            if (inserted.contains(run.task().id())) {
                run.tasks().stream()
                        .filter(task -> task.step() == null || !task.step().waiting())
                        .map(task -> run.workflow() == null
                                ? DueSignal.now(signals, task.queue(), task.id(), task.name())
                                : DueSignal.after(signals, task.queue(), Duration.ZERO))
                        .forEach(signal -> byQueue.merge(signal.queue(), signal, DueSignal::mergedWith));
            }
        }
        byQueue.values().forEach(services.afterCommit()::run);
    }
}
