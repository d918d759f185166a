package org.caraway.internal.client;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.Type;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.caraway.CallOptions;
import org.caraway.InvalidArgumentsException;
import org.caraway.TaskCall;
import org.caraway.TaskHandle;
import org.caraway.TaskMethod;
import org.caraway.TaskQueue;
import org.caraway.TaskSchema;
import org.caraway.TaskView;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.observation.TaskObserver.EnqueueStep;
import org.caraway.internal.observation.TaskObservers;
import org.caraway.internal.payload.ArgumentReader;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.payload.TaskSchemas;
import org.caraway.internal.propagation.CallerContext;
import org.caraway.internal.propagation.ContextPropagation;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.store.Store;
import org.caraway.internal.store.enqueue.TaskInserts;
import org.caraway.internal.store.model.InsertedTask;
import org.caraway.internal.store.model.NewTask;
import org.caraway.internal.store.read.TaskReads;
import org.caraway.internal.store.signal.QueueSignals;
import org.caraway.internal.store.worker.WorkerRegistry;
import org.jspecify.annotations.Nullable;

/** {@link TaskQueue} over a store. Thread-safe. */
public final class DefaultTaskQueue implements TaskQueue {

    private static final int VIEWS_CAP = 1_000;

    private final TaskRegistry registry;
    private final MethodReferences references;
    private final NewTaskFactory newTasks;
    private final TaskInserts inserts;
    private final TaskReads reads;
    private final WorkerRegistry workers;
    private final QueueSignals signals;
    private final AfterCommit afterCommit;
    private final HandleFactory handles;
    private final QueueBounds bounds;
    private final ContextPropagation propagation;
    private final TaskObservers observers;
    private final InstantSource clock;
    private final InlineCalls inline;
    private final ArgumentReader reader;
    private final TaskSchemas schemas;

    /**
     * Enqueues into this store.
     *
     * @param inlineExecution runs what is not enqueued
     * @param argumentsCapBytes the most bytes of JSON that the arguments of a task may have
     */
    public DefaultTaskQueue(
            TaskRegistry registry,
            Routing routing,
            PayloadCodec payload,
            Store store,
            QueueSignals signals,
            AfterCommit afterCommit,
            QueueBounds bounds,
            TaskWatcher watcher,
            TaskControl control,
            ContextPropagation propagation,
            TaskObservers observers,
            InlineExecution inlineExecution,
            int argumentsCapBytes) {
        this.registry = registry;
        inserts = store.inserts();
        reads = store.reads();
        workers = store.workers();
        this.signals = signals;
        this.afterCommit = afterCommit;
        this.bounds = bounds;
        this.propagation = propagation;
        this.observers = observers;
        this.reader = new ArgumentReader(payload);
        this.schemas = new TaskSchemas(registry);
        this.clock = InstantSource.system();
        this.references = new MethodReferences(registry);
        this.handles = new HandleFactory(store.reads(), store.retention(), payload, watcher, control);
        this.newTasks = new NewTaskFactory(
                registry, routing, payload, new TaskIds(clock, new SecureRandom()), argumentsCapBytes);
        this.inline = new InlineCalls(registry, newTasks, payload, propagation, inlineExecution);
    }

    @Override
    public <R extends @Nullable Object> TaskCall<R> call(String name, @Nullable Object... arguments) {
        TaskCall<R> call = TaskCall.of(name, Arrays.asList(arguments));
        registry.find(name).ifPresent(definition -> ArgumentCheck.checked(definition, call.arguments()));
        return call;
    }

    @Override
    public <R extends @Nullable Object> Optional<TaskCall<R>> remoteCall(String name, String arguments) {
        requireNonNull(arguments, "arguments");
        return registry.find(requireNonNull(name, "name"))
                .filter(definition -> definition.settings().remote())
                .map(definition -> {
                    ArgumentReader.Reading read = reader.read(arguments, definition.parameters());
                    if (!read.problems().isEmpty()) {
                        throw new InvalidArgumentsException(name, read.problems());
                    }
                    return TaskCall.of(name, read.arguments());
                });
    }

    @Override
    public List<TaskSchema> schemas() {
        return schemas.all();
    }

    @Override
    public <R extends @Nullable Object> TaskCall<R> callOf(
            TaskMethod method, List<? extends @Nullable Object> arguments) {
        TaskDefinition definition = references.definitionOf(requireNonNull(method, "method"));
        return TaskCall.of(definition.name(), ArgumentCheck.checked(definition, arguments));
    }

    @Override
    public <R extends @Nullable Object> TaskHandle<R> enqueue(TaskCall<R> call) {
        return this.<R>enqueueAll(List.of(requireNonNull(call, "call"))).get(0);
    }

    @Override
    public <R extends @Nullable Object> List<TaskHandle<R>> enqueueAll(List<? extends TaskCall<? extends R>> calls) {
        if (calls.isEmpty()) {
            return List.of();
        }
        List<? extends TaskCall<?>> wanted =
                calls.stream().map(observers::enqueueing).toList();
        return inserted(wanted);
    }

    @Override
    public <R extends @Nullable Object> R run(TaskCall<R> call) {
        return inline.apply(requireNonNull(call, "call")).result();
    }

    @Override
    public <R extends @Nullable Object> TaskHandle<R> apply(TaskCall<R> call) {
        return inline.apply(requireNonNull(call, "call"));
    }

    @Override
    public <R extends @Nullable Object> List<TaskHandle<R>> broadcast(TaskCall<R> call) {
        CallOptions options = call.options();
        if (options.queue() != null || options.id() != null || options.unique() != null) {
            throw new IllegalArgumentException(
                    "Task '" + call.name() + "' was not broadcast: its call asks for a queue,"
                            + " node, worker, id or unique key, which the copies cannot share; leave it out");
        }
        String together = UUID.randomUUID().toString();
        return enqueueAll(workers.knowing(call.name()).stream()
                .map(worker -> call.worker(worker).label(BROADCAST_LABEL, together))
                .toList());
    }

    private <R extends @Nullable Object> List<TaskHandle<R>> inserted(List<? extends TaskCall<?>> calls) {
        try (EnqueueStep step = observers.enqueue(calls)) {
            try {
                List<NewTask> tasks = tasksOf(calls);
                bounds.admit(tasks);
                List<InsertedTask> inserted = inserts.insert(tasks);
                signal(tasks, inserted);
                if (step != EnqueueStep.UNOBSERVED) {
                    step.enqueued(factsOfNew(tasks, inserted));
                }
                return handlesOf(tasks, inserted);
            } catch (RuntimeException failure) {
                step.failed(failure);
                throw failure;
            }
        }
    }

    private List<NewTask> tasksOf(List<? extends TaskCall<?>> calls) {
        CallerContext context =
                calls.stream().anyMatch(newTasks::takesContext) ? propagation.capture() : CallerContext.NONE;
        return calls.stream().map(call -> newTasks.of(call, context)).toList();
    }

    private static List<@Nullable TaskFacts> factsOfNew(List<NewTask> tasks, List<InsertedTask> inserted) {
        List<@Nullable TaskFacts> facts = new ArrayList<>(tasks.size());
        for (int i = 0; i < tasks.size(); i++) {
            facts.add(inserted.get(i).kind() == InsertedTask.Kind.NEW ? factsOf(tasks.get(i)) : null);
        }
        return facts;
    }

    private <R extends @Nullable Object> List<TaskHandle<R>> handlesOf(
            List<NewTask> tasks, List<InsertedTask> inserted) {
        List<TaskHandle<R>> made = new ArrayList<>(tasks.size());
        for (int i = 0; i < tasks.size(); i++) {
            made.add(handleOf(inserted.get(i).id(), tasks.get(i).name()));
        }
        return List.copyOf(made);
    }

    private static TaskFacts factsOf(NewTask task) {
        UUID root = task.rootId();
        return new TaskFacts(
                task.id(),
                task.name(),
                task.queue(),
                0,
                0,
                null,
                Duration.ZERO,
                task.headers(),
                root == null ? task.id() : root,
                task.parentId(),
                new CallerContext(task.createdBy(), task.context()));
    }

    @Override
    public <R extends @Nullable Object> TaskHandle<R> handle(UUID id, Class<R> resultType) {
        return handles.of(requireNonNull(id, "id"), requireNonNull(resultType, "resultType"));
    }

    @Override
    public Map<UUID, TaskView> views(Collection<UUID> ids) {
        Set<UUID> wanted = Set.copyOf(ids);
        if (wanted.size() > VIEWS_CAP) {
            throw new IllegalArgumentException(wanted.size() + " ids are too many at once; give at most " + VIEWS_CAP);
        }
        return reads.findAll(wanted);
    }

    private <R extends @Nullable Object> TaskHandle<R> handleOf(UUID id, String name) {
        Type resultType = registry.find(name).map(TaskDefinition::resultType).orElse(Object.class);
        return handles.of(id, resultType);
    }

    /** One signal for each queue, of those that stand in the table as they were to. */
    private void signal(List<NewTask> tasks, List<InsertedTask> inserted) {
        Map<String, DueSignal> byQueue = new LinkedHashMap<>();
        for (int i = 0; i < tasks.size(); i++) {
            InsertedTask stored = inserted.get(i);
            if (stored.kind() != InsertedTask.Kind.EXISTING) {
                NewTask task = tasks.get(i);
                byQueue.merge(task.queue(), signalOf(task, stored.id()), DueSignal::and);
            }
        }
        byQueue.values().forEach(afterCommit::run);
    }

    private DueSignal signalOf(NewTask task, UUID id) {
        Duration wait = waitOf(task);
        return wait.isZero()
                ? DueSignal.now(signals, task.queue(), id, task.name())
                : DueSignal.after(signals, task.queue(), wait);
    }

    /** A hint by this machine's clock; the database's decides. */
    private Duration waitOf(NewTask task) {
        Duration delay = task.delay();
        Instant startAt = task.startAt();
        if (startAt != null) {
            Duration wait = Duration.between(clock.instant(), startAt);
            return wait.isNegative() ? Duration.ZERO : wait;
        }
        return delay == null ? Duration.ZERO : delay;
    }
}
