package org.caraway.internal.workflow;

import java.lang.reflect.InvocationTargetException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.caraway.TaskError;
import org.caraway.TaskSummary;
import org.caraway.Workflow;
import org.caraway.admin.TaskQuery;
import org.caraway.admin.WorkerOrder;
import org.caraway.internal.client.DefaultTaskQueue;
import org.caraway.internal.client.EnqueueServices;
import org.caraway.internal.client.Enqueuers;
import org.caraway.internal.client.HandleFactory;
import org.caraway.internal.client.InlineCalls;
import org.caraway.internal.client.NewTaskFactory;
import org.caraway.internal.client.QueueBounds;
import org.caraway.internal.client.Routing;
import org.caraway.internal.client.TaskControl;
import org.caraway.internal.client.TaskWatcher;
import org.caraway.internal.client.UnknownQueues;
import org.caraway.internal.lifecycle.Transition;
import org.caraway.internal.observation.TaskObservers;
import org.caraway.internal.payload.PayloadCodec;
import org.caraway.internal.payload.StepArguments;
import org.caraway.internal.propagation.ContextPropagation;
import org.caraway.internal.registry.Routes;
import org.caraway.internal.registry.TaskDefinition;
import org.caraway.internal.registry.TaskRegistry;
import org.caraway.internal.registry.TestDefinitions;
import org.caraway.internal.store.Store;
import org.caraway.internal.store.model.AttemptCompletion;
import org.caraway.internal.store.model.ClaimedTask;
import org.caraway.internal.store.model.WorkflowChange;
import org.caraway.internal.store.signal.QueueSignals;
import org.caraway.test.StoreUnderTest;

/** A queue, and a worker of one thread that runs what it claims when it is told to: no time passes by itself. */
public final class WorkflowRig implements AutoCloseable {

    static final String WORKER = "workflow-worker";

    final StoreUnderTest bench;
    final DefaultTaskQueue queue;
    /** Plans what running tasks ask for. */
    final RunningWorkflows running;

    private final Store store;
    private final TaskRegistry registry;
    private final Object bean;
    private final PayloadCodec codec = PayloadCodec.create();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final TaskWatcher watcher;

    /** A rig whose tasks are the methods of this bean. */
    public WorkflowRig(DataSource database, Object bean) throws SQLException {
        bench = new StoreUnderTest(database);
        store = bench.store();
        this.bean = bean;
        registry = TestDefinitions.registryOf(bean.getClass());
        QueueSignals signals = new QueueSignals();
        TaskControl control = new TaskControl(
                store.revocations(),
                store.requeues(),
                signals,
                Runnable::run,
                TaskObservers.NONE,
                ContextPropagation.NONE);
        watcher = new TaskWatcher(store.reads(), signals, threads, threads, Duration.ofMillis(50));
        watcher.start();
        NewTaskFactory newTasks = new NewTaskFactory(
                registry,
                new Routing(Routes.NONE, List.of(), UnknownQueues.accepted(Set.of(), Set::of)),
                codec,
                1 << 20);
        EnqueueServices services = new EnqueueServices(
                new QueueBounds(store.lengths(), Runnable::run, Map.of()),
                ContextPropagation.NONE,
                TaskObservers.NONE,
                signals,
                Runnable::run);
        Enqueuers enqueuers = Enqueuers.of(registry, newTasks, services, store);
        running = enqueuers.workflows();
        queue = new DefaultTaskQueue(
                registry,
                codec,
                enqueuers,
                new InlineCalls(registry, newTasks, codec, ContextPropagation.NONE, (task, definition) -> {
                    throw new UnsupportedOperationException();
                }),
                new HandleFactory(
                        store.reads(), store.retention(), codec, watcher, control, Runnable::run, store.workflows()),
                store.reads(),
                store.workers());
        register();
    }

    private void register() {
        store.workers()
                .register(WORKER, "host", Map.of("default", 100), names(), Duration.ofHours(1), WorkerOrder.WORK);
    }

    private Set<String> names() {
        return TestDefinitions.of(bean.getClass()).stream()
                .map(TaskDefinition::name)
                .collect(Collectors.toSet());
    }

    /** Claims what is due. */
    List<ClaimedTask> claim(int limit) {
        return store.claims().claim(WORKER, "default", names(), limit);
    }

    /** Runs the method of a claimed task and completes its attempt; failures fail it for good. */
    void run(ClaimedTask task) {
        complete(task, outcomeOf(task));
    }

    /** Completes an attempt. */
    void complete(ClaimedTask task, Transition next) {
        store.completions().completeUnlocked(List.of(new AttemptCompletion(task, next, null)), Duration.ofSeconds(5));
    }

    /** Completes an attempt that has returned, and lets the workflow take its task's place. */
    void replace(ClaimedTask task, Workflow<?> workflow) {
        WorkflowChange change = new WorkflowChange(running.replacement(task, workflow), List.of());
        complete(new AttemptCompletion(task, new Transition.Postpone(Duration.ZERO), null, null, change));
    }

    /** Runs a member of a group, which adds others to it. */
    void runAdding(ClaimedTask task, List<Workflow<?>> members) {
        ClaimedTask.Step step = task.step();
        if (step == null) {
            throw new IllegalArgumentException("no step: " + task);
        }
        complete(new AttemptCompletion(
                task,
                outcomeOf(task),
                null,
                null,
                new WorkflowChange(
                        null,
                        members.stream()
                                .map(member -> running.member(step, member))
                                .toList())));
    }

    private void complete(AttemptCompletion completion) {
        store.completions().completeUnlocked(List.of(completion), Duration.ofSeconds(5));
    }

    /** Completes attempts in one batch. */
    void runAll(List<ClaimedTask> tasks) {
        store.completions()
                .completeUnlocked(
                        tasks.stream()
                                .map(task -> new AttemptCompletion(task, outcomeOf(task), null))
                                .toList(),
                        Duration.ofSeconds(5));
    }

    /** What follows an attempt that runs now. */
    Transition outcomeOf(ClaimedTask task) {
        TaskDefinition definition = registry.find(task.name()).orElseThrow();
        ClaimedTask.Step step = task.step();
        String arguments = step == null || step.input() == null
                ? task.arguments()
                : StepArguments.prepended(store.workflows().arguments(step.input()), task.arguments());
        try {
            Object result = definition.method().invoke(bean, codec.decodeArguments(arguments, definition.parameters()));
            return new Transition.Succeed(codec.encodeResult(result, definition.resultType(), ""));
        } catch (InvocationTargetException thrown) {
            Throwable cause = thrown.getTargetException();
            return new Transition.Fail(new TaskError(cause.getClass().getName(), cause.getMessage(), "trace"));
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Runs one task after the other until nothing is due. */
    void drain() {
        for (List<ClaimedTask> claimed = claim(1); !claimed.isEmpty(); claimed = claim(1)) {
            run(claimed.get(0));
        }
    }

    /** Runs batches until nothing is due. */
    void drain(int batch) {
        for (List<ClaimedTask> claimed = claim(batch); !claimed.isEmpty(); claimed = claim(batch)) {
            runAll(claimed);
        }
    }

    long count(String where) throws SQLException {
        return bench.count("SELECT COUNT(*) FROM caraway_task WHERE " + where);
    }

    /** The result of a finished step or group, as JSON. */
    String resultOf(UUID id) {
        return store.workflows().result(id);
    }

    /** Expires what has waited beyond its expiry. */
    void expire() {
        store.expiries().expire(1_000);
    }

    /** Completes attempts, and returns those whose token did not hold. */
    Set<UUID> completeAll(List<AttemptCompletion> completions) {
        return store.completions()
                .completeUnlocked(completions, Duration.ofSeconds(5))
                .lost();
    }

    /** The tasks that a query finds, newest first. */
    List<TaskSummary> steps(TaskQuery query) {
        return store.search().find(query);
    }

    String stateOf(UUID id) {
        return bench.view(id).state().name();
    }

    @Override
    public void close() {
        watcher.stop();
        threads.shutdownNow();
    }
}
