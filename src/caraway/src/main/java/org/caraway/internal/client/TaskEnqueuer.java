package org.caraway.internal.client;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.caraway.TaskCall;
import org.caraway.internal.observation.TaskFacts;
import org.caraway.internal.observation.TaskObserver.EnqueueStep;
import org.caraway.internal.observation.TaskObservers;
import org.caraway.internal.propagation.CallerContext;
import org.caraway.internal.propagation.ContextPropagation;
import org.caraway.internal.store.enqueue.TaskInserts;
import org.caraway.internal.store.model.InsertedTask;
import org.caraway.internal.store.model.NewTask;
import org.caraway.internal.store.signal.QueueSignals;
import org.jspecify.annotations.Nullable;

/** Stores calls as tasks, notifies observers, and signals workers after the commit. Thread-safe. */
public final class TaskEnqueuer {

    private final NewTaskFactory newTasks;
    private final TaskInserts inserts;
    private final QueueBounds bounds;
    private final ContextPropagation propagation;
    private final TaskObservers observers;
    private final QueueSignals signals;
    private final AfterCommit afterCommit;
    private final InstantSource clock = InstantSource.system();

    /** An enqueuer that inserts through this port of the store. */
    public TaskEnqueuer(NewTaskFactory newTasks, TaskInserts inserts, EnqueueServices services) {
        this.newTasks = newTasks;
        this.inserts = inserts;
        bounds = services.bounds();
        propagation = services.propagation();
        observers = services.observers();
        signals = services.signals();
        afterCommit = services.afterCommit();
    }

    /**
     * An enqueued call.
     *
     * @param id the id of the new task, or of the existing task that takes its place
     * @param name the task's name
     * @param created whether it is new
     */
    record Enqueued(UUID id, String name, boolean created) {}

    /** Enqueues all calls in one batch insert; the result has the order of the calls. */
    List<Enqueued> enqueue(List<? extends TaskCall<?>> calls) {
        return insert(calls.stream().map(observers::enqueueing).toList());
    }

    private List<Enqueued> insert(List<? extends TaskCall<?>> calls) {
        try (EnqueueStep step = observers.enqueue(calls)) {
            try {
                List<NewTask> tasks = tasksOf(calls);
                bounds.admit(tasks);
                List<InsertedTask> inserted = inserts.insert(tasks);
                signal(tasks, inserted);
                if (step != EnqueueStep.UNOBSERVED) {
                    step.enqueued(factsOfNew(tasks, inserted));
                }
                return enqueued(tasks, inserted);
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

    /** Whether this application names the queue, or a living worker serves it. */
    boolean isKnownQueue(String queue) {
        return newTasks.isKnownQueue(queue);
    }

    /** Sends one signal for each queue; calls whose task already existed send none. */
    private void signal(List<NewTask> tasks, List<InsertedTask> inserted) {
        Map<String, DueSignal> byQueue = new LinkedHashMap<>();
        for (int i = 0; i < tasks.size(); i++) {
            InsertedTask stored = inserted.get(i);
            if (stored.kind() != InsertedTask.Kind.EXISTING) {
                NewTask task = tasks.get(i);
                byQueue.merge(task.queue(), signalOf(task, stored.id()), DueSignal::mergedWith);
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

    /** Only a hint, by this machine's clock; the database's clock decides when the task is due. */
    private Duration waitOf(NewTask task) {
        Duration delay = task.delay();
        Instant startAt = task.startAt();
        if (startAt != null) {
            Duration wait = Duration.between(clock.instant(), startAt);
            return wait.isNegative() ? Duration.ZERO : wait;
        }
        return delay == null ? Duration.ZERO : delay;
    }

    private static List<@Nullable TaskFacts> factsOfNew(List<NewTask> tasks, List<InsertedTask> inserted) {
        List<@Nullable TaskFacts> facts = new ArrayList<>(tasks.size());
        for (int i = 0; i < tasks.size(); i++) {
            facts.add(inserted.get(i).kind() == InsertedTask.Kind.NEW ? factsOf(tasks.get(i)) : null);
        }
        return facts;
    }

    static TaskFacts factsOf(NewTask task) {
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

    private static List<Enqueued> enqueued(List<NewTask> tasks, List<InsertedTask> inserted) {
        List<Enqueued> enqueued = new ArrayList<>(tasks.size());
        for (int i = 0; i < tasks.size(); i++) {
            InsertedTask stored = inserted.get(i);
            enqueued.add(new Enqueued(stored.id(), tasks.get(i).name(), stored.kind() == InsertedTask.Kind.NEW));
        }
        return enqueued;
    }
}
