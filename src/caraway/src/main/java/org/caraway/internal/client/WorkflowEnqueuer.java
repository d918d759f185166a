package org.caraway.internal.client;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.caraway.CallOptions;
import org.caraway.TaskCall;
import org.caraway.TaskMethod;
import org.caraway.Workflow;
import org.caraway.WorkflowNode;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.observation.TaskObserver.EnqueueStep;
import org.caraway.internal.observation.TaskObservers;
import org.caraway.internal.propagation.CallerContext;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.InsertedTask;
import org.caraway.internal.store.model.NewTask;
import org.caraway.internal.store.model.WorkflowPlan;
import org.caraway.internal.store.signal.QueueSignals;
import org.caraway.internal.store.workflow.Workflows;
import org.caraway.internal.webhook.WebhookTask;
import org.caraway.internal.workflow.RunningWorkflows;
import org.caraway.internal.workflow.StepTasks;
import org.caraway.internal.workflow.WorkflowPlanner;
import org.jspecify.annotations.Nullable;

/** Stores workflows as steps, notifies observers, and signals workers after the commit. Thread-safe. */
public final class WorkflowEnqueuer implements RunningWorkflows {

    private final TaskRegistry registry;
    private final MethodReferences references;
    private final NewTaskFactory newTasks;
    private final EnqueueServices services;
    private final Workflows workflows;
    private final WorkflowPlanner planner;

    /** An enqueuer that inserts through this port of the store. */
    public WorkflowEnqueuer(
            TaskRegistry registry, NewTaskFactory newTasks, EnqueueServices services, Workflows workflows) {
        this.registry = registry;
        this.references = new MethodReferences(registry);
        this.newTasks = newTasks;
        this.services = services;
        this.workflows = workflows;
        planner = new WorkflowPlanner(newTasks::newId);
    }

    /**
     * An enqueued workflow.
     *
     * @param id that of its last task, or of the existing task that takes its place
     * @param created whether it is new
     * @param resultType the type of its result
     */
    record Enqueued(UUID id, boolean created, Type resultType) {}

    Enqueued enqueue(Workflow<?> workflow) {
        Steps steps = new Steps(services.propagation().capture(), services.observers());
        WorkflowPlanner.Planned planned = planner.plan(workflow.composition(), steps);
        try (EnqueueStep step = services.observers().enqueue(steps.calls)) {
            try {
                return insert(planned, step, steps);
            } catch (RuntimeException failure) {
                step.failed(failure);
                throw failure;
            }
        }
    }

    /**
     * The rows of a workflow that a schedule runs. Nobody's context travels with them.
     *
     * @param plan the rows, those of the steps with these options
     * @param calls the calls of its steps
     */
    record Scheduled(WorkflowPlan plan, List<TaskCall<?>> calls) {}

    /**
     * A run of a schedule, to be inserted later.
     *
     * @param observers see the call of each step, and may veto
     * @throws IllegalArgumentException if it has an id or a unique key, is too large, or makes no sense
     */
    Scheduled scheduled(Workflow<?> workflow, TaskObservers observers, UUID schedule, Map<String, String> options) {
        Steps steps = new Steps(CallerContext.NONE, observers);
        WorkflowPlan plan = planner.plan(workflow.composition(), steps).plan();
        workflows.admit(plan);
        if (plan.tasks().stream().anyMatch(task -> task.idChosen() || task.unique() != null)) {
            throw new IllegalArgumentException("A workflow that is scheduled has no ids and unique keys, which its runs"
                    + " cannot share; remove them; for runs that do not overlap there is Overlap");
        }
        List<NewTask> tasks = plan.tasks().stream()
                .map(task -> task.asRunOf(schedule, options, null))
                .toList();
        return new Scheduled(
                new WorkflowPlan(plan.id(), plan.name(), plan.maxConcurrent(), tasks, plan.groups()), steps.calls);
    }

    @Override
    public WorkflowPlan replacement(ClaimedTask task, Workflow<?> workflow) {
        ClaimedTask.Step step = task.step();
        return planner.part(
                workflow.composition(),
                new Steps(services.propagation().capture(), services.observers()),
                step == null ? task.id() : step.workflowId(),
                task.id(),
                null);
    }

    @Override
    public WorkflowPlan member(ClaimedTask.Step step, Workflow<?> workflow) {
        return planner.part(
                workflow.composition(),
                new Steps(services.propagation().capture(), services.observers()),
                step.workflowId(),
                null,
                step.groupId());
    }

    private Enqueued insert(WorkflowPlanner.Planned planned, EnqueueStep step, Steps steps) {
        WorkflowPlan plan = planned.plan();
        services.bounds().admit(plan.tasks());
        Workflows.Inserted inserted = workflows.insert(plan);
        boolean created = inserted.last().kind() == InsertedTask.Kind.NEW;
        if (created && plan.maxConcurrent() == null) {
            signal(plan.tasks(), inserted);
        }
        if (created && step != EnqueueStep.UNOBSERVED) {
            step.enqueued(steps.facts(plan.tasks()));
        }
        Type type = planned.resultType();
        return new Enqueued(inserted.last().id(), created, type == null ? Object.class : type);
    }

    /** One signal for each queue with a step that is due at once. */
    private void signal(List<NewTask> tasks, Workflows.Inserted inserted) {
        QueueSignals signals = services.signals();
        Map<String, DueSignal> byQueue = new LinkedHashMap<>();
        for (NewTask task : tasks) {
            if (task.step() != null && !task.step().waiting()) {
                byQueue.putIfAbsent(task.queue(), DueSignal.after(signals, task.queue(), Duration.ZERO));
            }
        }
        inserted.advance()
                .queues()
                .forEach(queue -> byQueue.putIfAbsent(queue, DueSignal.after(signals, queue, Duration.ZERO)));
        byQueue.values().forEach(services.afterCommit()::run);
    }

    /** Makes the tasks of one workflow. */
    private final class Steps implements StepTasks {

        private final CallerContext context;
        private final TaskObservers observers;
        private final List<TaskCall<?>> calls = new ArrayList<>();

        private Steps(CallerContext context, TaskObservers observers) {
            this.context = context;
            this.observers = observers;
        }

        @Override
        public Optional<TaskDefinition> definition(WorkflowNode.Step step) {
            TaskMethod method = step.method();
            String name = step.task();
            if (method != null) {
                return Optional.of(references.definitionOf(method));
            }
            Optional<TaskDefinition> known = name == null ? Optional.empty() : registry.find(name);
            if (known.isEmpty() && WebhookTask.NAME.equals(name)) {
                throw new IllegalArgumentException("notify(URI) needs the hosts that messages may go to, and a key: set"
                        + " caraway.webhook.allowed-hosts and caraway.webhook.secret");
            }
            return known;
        }

        @Override
        public NewTask.Builder task(UUID id, TaskCall<?> call, int taken) {
            TaskCall<?> observed = observers.enqueueing(call);
            calls.add(observed);
            return newTasks.builder(id, observed, taken, context);
        }

        @Override
        public NewTask.Builder group(UUID id, CallOptions options) {
            return newTasks.group(id, options, context);
        }

        private List<@Nullable TaskFacts> facts(List<NewTask> tasks) {
            return tasks.stream()
                    .filter(task -> !task.name().equals(WorkflowPlan.GROUP))
                    .map(TaskEnqueuer::factsOf)
                    .toList();
        }
    }
}
