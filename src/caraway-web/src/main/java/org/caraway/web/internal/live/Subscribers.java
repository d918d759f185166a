package org.caraway.web.internal.live;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.caraway.admin.TaskChange;
import org.caraway.admin.TaskFeed;
import org.caraway.admin.TaskFeed.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * The subscribed clients of a node, and the tasks whose status must be read for them. Guarded by the lock of the
 * {@link LiveHub}.
 */
final class Subscribers {

    private static final long VISIBLE_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Map<Subscriber, Member> members = new HashMap<>();
    private final Map<UUID, Set<TaskStream>> byTask = new HashMap<>();
    private final Set<UUID> marked = new LinkedHashSet<>();
    /** When the final change of a task was received, until its final status is read. */
    private final Map<UUID, Long> finalChanges = new HashMap<>();

    /** A client is subscribed either to tasks or to changes. */
    private record Member(
            @Nullable TaskStream tasks, @Nullable Subscription changes) {}

    int size() {
        return members.size();
    }

    List<Subscriber> subscribers() {
        return List.copyOf(members.keySet());
    }

    void add(TaskStream stream) {
        members.put(stream.subscriber(), new Member(stream, null));
        for (UUID id : stream.ids()) {
            byTask.computeIfAbsent(id, key -> new HashSet<>(2)).add(stream);
        }
        marked.addAll(stream.ids());
    }

    void add(Subscriber subscriber, Subscription changes) {
        members.put(subscriber, new Member(null, changes));
    }

    /** Removes a client and returns the feed subscriptions that the caller must close after releasing the lock. */
    List<TaskFeed.Subscription> remove(Subscriber subscriber) {
        Member member = members.remove(subscriber);
        if (member == null) {
            return List.of();
        }
        TaskStream stream = member.tasks();
        if (stream != null) {
            stream.ids().forEach(id -> remove(id, stream));
        }
        Subscription changes = member.changes();
        return changes == null ? List.of() : List.of(changes);
    }

    private void remove(UUID id, TaskStream stream) {
        Set<TaskStream> streams = byTask.getOrDefault(id, Set.of());
        if (streams.remove(stream) && streams.isEmpty()) {
            byTask.remove(id);
            marked.remove(id);
            finalChanges.remove(id);
        }
    }

    /** Marks the task of this change for reading; returns whether a client is subscribed to it. */
    boolean mark(TaskChange change) {
        boolean followed = mark(change.id());
        if (followed && change.kind().isFinal()) {
            finalChanges.put(change.id(), System.nanoTime());
        }
        return followed;
    }

    /** Marks this task for reading; returns whether a client is subscribed to it. */
    boolean mark(UUID id) {
        boolean followed = byTask.containsKey(id);
        if (followed) {
            marked.add(id);
        }
        return followed;
    }

    /** Marks tasks again whose final change was received, but whose status was read before that change was visible. */
    void recordStatuses(Map<UUID, Status> found) {
        long now = System.nanoTime();
        finalChanges.entrySet().removeIf(change -> {
            Status status = found.get(change.getKey());
            return status != null && (status.finished() || now - change.getValue() > VISIBLE_WITHIN_NANOS);
        });
        found.keySet().stream().filter(finalChanges::containsKey).forEach(this::mark);
    }

    void markAll() {
        marked.addAll(byTask.keySet());
    }

    boolean isMarked() {
        return !marked.isEmpty();
    }

    /** Returns the marked tasks with their streams, and clears the marks. */
    MarkedTasks takeMarked() {
        Set<UUID> ids = Set.copyOf(marked);
        marked.clear();
        Set<TaskStream> streams = new HashSet<>();
        ids.forEach(id -> streams.addAll(byTask.getOrDefault(id, Set.of())));
        return new MarkedTasks(ids, new ArrayList<>(streams));
    }

    /**
     * Tasks whose statuses are read together. A client that subscribes later is not among these streams: it has marked
     * its tasks again.
     *
     * @param ids the tasks
     * @param streams the streams that contain any of the tasks
     */
    record MarkedTasks(Set<UUID> ids, List<TaskStream> streams) {}
}
