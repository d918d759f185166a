package org.caraway.internal.client;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.caraway.QueueUnavailableException;
import org.caraway.TaskError;
import org.caraway.TaskLogEntry;
import org.caraway.TaskState;
import org.caraway.TaskSummary;
import org.caraway.TaskView;
import org.caraway.UniqueKey;
import org.caraway.internal.store.Store;
import org.caraway.internal.store.enqueue.QueueLengths;
import org.caraway.internal.store.enqueue.TaskInserts;
import org.caraway.internal.store.model.HeldConnection;
import org.caraway.internal.store.model.InsertedTask;
import org.caraway.internal.store.model.NewTask;
import org.caraway.internal.store.read.TaskReads;
import org.jspecify.annotations.Nullable;

/** The part of a store that clients use, in memory; tests finish its tasks by hand. Thread-safe. */
final class MemoryTaskStore implements TaskInserts, TaskReads, QueueLengths {

    final List<List<NewTask>> inserts = new ArrayList<>();
    /** Gets a permit for each look at finished tasks. */
    final Semaphore looks = new Semaphore(0);

    /** Gets a permit for each count of waiting tasks. */
    final Semaphore counts = new Semaphore(0);

    /** What was set at run time. */
    final Map<String, Integer> maxLengths = new ConcurrentHashMap<>();

    /** What tasks have logged. */
    final Map<UUID, List<TaskLogEntry>> logged = new ConcurrentHashMap<>();

    /** The living workers that have a task of this name. */
    final Map<String, List<String>> workers = new ConcurrentHashMap<>();

    private final Map<UUID, TaskView> tasks = new ConcurrentHashMap<>();
    private final Map<String, UUID> keys = new ConcurrentHashMap<>();
    private final AtomicInteger failures = new AtomicInteger();

    /** The ports that clients use, over these tasks; what only workers and operators ask for is refused. */
    Store ports() {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    Class<?> port = method.getReturnType();
                    return port.isInstance(this) ? this : port.isInterface() ? partial(port) : method.invoke(this);
                });
    }

    /** What this has of a port that is for others as well. */
    private Object partial(Class<?> port) {
        return Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, (proxy, method, arguments) -> {
            try {
                return getClass()
                        .getMethod(method.getName(), method.getParameterTypes())
                        .invoke(this, arguments);
            } catch (NoSuchMethodException others) {
                throw new UnsupportedOperationException("clients do not ask to " + method.getName(), others);
            }
        });
    }

    /** The next calls fail as if the database were gone. */
    void failNext(int calls) {
        failures.set(calls);
    }

    void succeed(UUID id, @Nullable String result) {
        change(id, TaskState.SUCCESS, result, null);
    }

    void fail(UUID id, TaskError error) {
        change(id, TaskState.FAILURE, null, error);
    }

    void complete(UUID id, TaskState state) {
        change(id, state, null, null);
    }

    @Override
    public List<InsertedTask> insert(List<NewTask> newTasks) {
        answer();
        inserts.add(List.copyOf(newTasks));
        return newTasks.stream().map(this::insert).toList();
    }

    private InsertedTask insert(NewTask task) {
        UniqueKey unique = task.unique();
        UUID holder = unique == null ? null : keys.putIfAbsent(unique.key(), task.id());
        if (holder != null) {
            return new InsertedTask(holder, InsertedTask.Kind.EXISTING);
        }
        tasks.put(task.id(), viewOf(task));
        return new InsertedTask(task.id(), InsertedTask.Kind.NEW);
    }

    @Override
    public Optional<TaskView> find(UUID id) {
        answer();
        return Optional.ofNullable(tasks.get(id));
    }

    @Override
    public boolean enqueuedBefore(UUID id, Duration age) {
        return false;
    }

    @Override
    public Map<UUID, TaskSummary> summaries(Set<UUID> ids) {
        answer();
        Map<UUID, TaskSummary> found = new HashMap<>();
        for (UUID id : ids) {
            TaskView task = tasks.get(id);
            if (task != null) {
                found.put(id, task.summary());
            }
        }
        return found;
    }

    @Override
    public List<TaskSummary> children(UUID parent, int limit) {
        return tasks.values().stream()
                .filter(task -> parent.equals(task.parentId()))
                .map(TaskView::summary)
                .limit(limit)
                .toList();
    }

    @Override
    public Set<UUID> finished(Set<UUID> ids) {
        looks.release();
        answer();
        Set<UUID> finished = new HashSet<>(ids);
        finished.removeIf(id -> {
            TaskView task = tasks.get(id);
            return task == null || !task.state().isFinal();
        });
        return finished;
    }

    private void answer() {
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new QueueUnavailableException("The database is away");
        }
    }

    private static TaskView viewOf(NewTask task) {
        return new TaskView(
                task.id(),
                task.name(),
                task.queue(),
                TaskState.PENDING,
                task.priority(),
                Instant.EPOCH,
                Instant.EPOCH,
                null,
                null,
                null,
                0,
                0,
                0,
                null,
                task.arguments(),
                task.headers(),
                task.labels(),
                null,
                null,
                null,
                null,
                null,
                task.rootId(),
                task.parentId(),
                task.key(),
                null,
                null,
                null,
                null,
                task.step() == null ? null : task.step().workflowId(),
                null,
                null,
                null,
                null);
    }

    private void change(UUID id, TaskState state, @Nullable String result, @Nullable TaskError error) {
        tasks.computeIfPresent(
                id,
                (key, task) -> new TaskView(
                        id,
                        task.name(),
                        task.queue(),
                        state,
                        task.priority(),
                        task.runAt(),
                        task.createdAt(),
                        null,
                        null,
                        null,
                        1,
                        0,
                        0,
                        "worker",
                        task.arguments(),
                        task.headers(),
                        task.labels(),
                        null,
                        null,
                        null,
                        result,
                        error,
                        task.rootId(),
                        task.parentId(),
                        task.key(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null));
    }

    public HeldConnection holdConnection() {
        return HeldConnection.NONE;
    }

    @Override
    public List<TaskLogEntry> logOf(UUID id, int limit) {
        answer();
        List<TaskLogEntry> lines = logged.getOrDefault(id, List.of());
        return lines.subList(Math.max(0, lines.size() - limit), lines.size());
    }

    public List<String> knowing(String name) {
        return List.copyOf(workers.getOrDefault(name, List.of()));
    }

    public boolean forget(UUID id) {
        answer();
        TaskView task = tasks.get(id);
        return task != null && task.state().isFinal() && tasks.remove(id, task);
    }

    @Override
    public int waiting(String queue, int most) {
        answer();
        counts.release();
        return (int) tasks.values().stream()
                .filter(task -> task.queue().equals(queue) && !task.state().isFinal())
                .limit(most)
                .count();
    }

    @Override
    public Map<String, Integer> maxLengths() {
        return Map.copyOf(maxLengths);
    }
}
