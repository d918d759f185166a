package org.caraway.web.internal.live;

import static org.caraway.admin.TaskChange.Kind.STARTED;
import static org.caraway.admin.TaskChange.Kind.SUCCEEDED;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.caraway.admin.FeedListener;
import org.caraway.admin.TaskChange;
import org.caraway.admin.TaskFeed;
import org.jspecify.annotations.Nullable;

/** A feed that publishes the changes of the test, on the thread of the test. Positions are the numbers from 1. */
final class FakeFeed implements TaskFeed {

    private final List<TaskChange> history = new ArrayList<>();
    private final List<FeedListener> listeners = new CopyOnWriteArrayList<>();

    @Override
    public synchronized Subscription subscribe(@Nullable String after, FeedListener listener) {
        int from = after == null ? history.size() : Integer.parseInt(after);
        listeners.add(listener);
        if (from < history.size()) {
            listener.changes(List.copyOf(history.subList(from, history.size())));
        }
        return () -> listeners.remove(listener);
    }

    /** Tells that a task has started. */
    TaskChange started(UUID id, String name, String queue) {
        return started(id, name, queue, "");
    }

    /** A change with a long message. */
    synchronized TaskChange started(UUID id, String name, String queue, String message) {
        TaskChange change = change(STARTED, id, name, queue, message);
        listeners.forEach(listener -> listener.changes(List.of(change)));
        return change;
    }

    /** Tells that a task has succeeded. */
    synchronized void succeeded(UUID id) {
        TaskChange change = change(SUCCEEDED, id, "Tasks.go", "default", "");
        listeners.forEach(listener -> listener.changes(List.of(change)));
    }

    /** Tells of so many tasks in one breath. */
    synchronized void startedAtOnce(int count, String message) {
        List<TaskChange> changes = Stream.generate(UUID::randomUUID)
                .limit(count)
                .map(id -> change(STARTED, id, "Tasks.go", "default", message))
                .toList();
        listeners.forEach(listener -> listener.changes(changes));
    }

    /** Tells that a task of this caller has started. */
    synchronized void startedFor(String caller, UUID id) {
        TaskChange change = change(STARTED, id, "Tasks.go", "default", "", caller);
        listeners.forEach(listener -> listener.changes(List.of(change)));
    }

    private TaskChange change(TaskChange.Kind kind, UUID id, String name, String queue, String message) {
        return change(kind, id, name, queue, message, null);
    }

    private TaskChange change(
            TaskChange.Kind kind, UUID id, String name, String queue, String message, @Nullable String caller) {
        String position = Integer.toString(history.size() + 1);
        TaskChange change = new TaskChange(
                position, kind, id, name, queue, 1, Instant.EPOCH, id, "w", caller, null, null, null, message);
        history.add(change);
        return change;
    }

    /** Tells that something was lost. */
    void gap() {
        listeners.forEach(FeedListener::gap);
    }

    int listeners() {
        return listeners.size();
    }
}
