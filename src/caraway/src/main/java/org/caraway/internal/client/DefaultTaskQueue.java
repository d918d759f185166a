package org.caraway.internal.client;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.caraway.CallOptions;
import org.caraway.Group;
import org.caraway.GroupHandle;
import org.caraway.InvalidArgumentsException;
import org.caraway.SignalOutcome;
import org.caraway.TaskCall;
import org.caraway.TaskHandle;
import org.caraway.TaskMethod;
import org.caraway.TaskQueue;
import org.caraway.TaskSchema;
import org.caraway.TaskSummary;
import org.caraway.Workflow;
import org.caraway.internal.payload.ArgumentReader;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.payload.TaskSchemas;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.store.read.TaskReads;
import org.caraway.internal.store.worker.WorkerRegistry;
import org.caraway.internal.workflow.ResultTypes;
import org.caraway.internal.workflow.WorkflowJson;
import org.caraway.internal.workflow.WorkflowJsonReader;
import org.jspecify.annotations.Nullable;

/** {@link TaskQueue} over a store. Thread-safe. */
public final class DefaultTaskQueue implements TaskQueue {

    private static final int SUMMARIES_CAP = 1_000;

    private final TaskRegistry registry;
    private final MethodReferences references;
    private final ArgumentReader reader;
    private final TaskSchemas schemas;
    private final WorkflowJson written;
    private final WorkflowJsonReader read;
    private final TaskEnqueuer enqueuer;
    private final WorkflowEnqueuer workflows;
    private final SignalSender signals;
    private final InlineCalls inline;
    private final HandleFactory handles;
    private final TaskReads reads;
    private final WorkerRegistry workers;

    /** A queue that checks calls against this registry, and leaves each feature to the object that has it. */
    public DefaultTaskQueue(
            TaskRegistry registry,
            PayloadCodec payload,
            Enqueuers enqueuers,
            InlineCalls inline,
            HandleFactory handles,
            TaskReads reads,
            WorkerRegistry workers) {
        this.registry = registry;
        this.references = new MethodReferences(registry);
        this.reader = new ArgumentReader(payload);
        this.schemas = new TaskSchemas(registry);
        this.written = new WorkflowJson(registry, payload, references::definitionOf);
        this.read = new WorkflowJsonReader(registry, reader);
        this.enqueuer = enqueuers.tasks();
        this.workflows = enqueuers.workflows();
        this.signals = enqueuers.signals();
        this.inline = inline;
        this.handles = handles;
        this.reads = reads;
        this.workers = workers;
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
    public String json(Workflow<?> workflow) {
        return written.write(requireNonNull(workflow, "workflow").composition());
    }

    @Override
    public <R extends @Nullable Object> Workflow<R> workflow(String json) {
        return Workflow.of(read.read(requireNonNull(json, "json"), WorkflowJsonReader.Tasks.ANY));
    }

    @Override
    public <R extends @Nullable Object> Workflow<R> remoteWorkflow(String json) {
        return Workflow.of(read.read(requireNonNull(json, "json"), WorkflowJsonReader.Tasks.REMOTE));
    }

    @Override
    public boolean isKnownQueue(String queue) {
        return enqueuer.isKnownQueue(CallOptions.checkQueue(queue));
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
        return calls.isEmpty()
                ? List.of()
                : enqueuer.enqueue(calls).stream().map(this::<R>handleOf).toList();
    }

    @Override
    public <R extends @Nullable Object> TaskHandle<R> enqueue(Workflow<R> workflow) {
        if (workflow instanceof TaskCall<R> call) {
            return enqueue(call);
        }
        WorkflowEnqueuer.Enqueued enqueued = workflows.enqueue(requireNonNull(workflow, "workflow"));
        return enqueued.created()
                ? handles.ofNew(enqueued.id(), enqueued.resultType())
                : handles.of(enqueued.id(), enqueued.resultType());
    }

    @Override
    public <E extends @Nullable Object> GroupHandle<E> enqueue(Group<E> group) {
        WorkflowEnqueuer.Enqueued enqueued = workflows.enqueue(requireNonNull(group, "group"));
        Type memberType = ResultTypes.elementOf(enqueued.resultType());
        return enqueued.created()
                ? handles.ofNewGroup(enqueued.id(), memberType)
                : handles.ofGroup(enqueued.id(), memberType);
    }

    @Override
    public <E extends @Nullable Object> GroupHandle<E> group(UUID id, Class<E> memberType) {
        return handles.ofGroup(requireNonNull(id, "id"), requireNonNull(memberType, "memberType"));
    }

    private <R extends @Nullable Object> TaskHandle<R> handleOf(TaskEnqueuer.Enqueued task) {
        Type resultType =
                registry.find(task.name()).map(TaskDefinition::resultType).orElse(Object.class);
        return task.created() ? handles.ofNew(task.id(), resultType) : handles.of(task.id(), resultType);
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
                            + " node, worker, id or unique key, which the copies cannot share; remove that option");
        }
        String broadcastId = UUID.randomUUID().toString();
        return enqueueAll(workers.knowing(call.name()).stream()
                .map(worker -> call.worker(worker).label(BROADCAST_LABEL, broadcastId))
                .toList());
    }

    @Override
    public SignalOutcome signal(UUID id, String name, Object value) {
        return signals.send(requireNonNull(id, "id"), name, requireNonNull(value, "value"));
    }

    @Override
    public SignalOutcome signal(String uniqueKey, String name, Object value) {
        return signals.sendToHolder(requireNonNull(uniqueKey, "uniqueKey"), name, requireNonNull(value, "value"));
    }

    @Override
    public SignalOutcome signalJson(UUID id, String name, String json) {
        return signals.sendJson(requireNonNull(id, "id"), name, requireNonNull(json, "json"));
    }

    @Override
    public <R extends @Nullable Object> TaskHandle<R> handle(UUID id, Class<R> resultType) {
        return handles.of(requireNonNull(id, "id"), requireNonNull(resultType, "resultType"));
    }

    @Override
    public Map<UUID, TaskSummary> summaries(Collection<UUID> ids) {
        Set<UUID> wanted = Set.copyOf(ids);
        if (wanted.size() > SUMMARIES_CAP) {
            throw new IllegalArgumentException(
                    wanted.size() + " ids are too many at once; give at most " + SUMMARIES_CAP);
        }
        return reads.summaries(wanted);
    }
}
