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
import org.caraway.admin.TaskFeed.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * All clients that follow something, and which tasks have to be looked at for them. Guarded by the lock of the
 * {@link LiveHub}.
 */
final class Subscribers {

    private static final long END_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Map<Subscriber, Member> members = new HashMap<>();
    private final Map<UUID, Set<TaskStream>> byTask = new HashMap<>();
    private final Set<UUID> marked = new LinkedHashSet<>();
    private final Map<UUID, Long> ends = new HashMap<>(); // heard of, and when; not seen yet

    /** A client follows either certain tasks or the feed. */
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

    /** Takes a client out and returns what is still to be closed, without the lock. */
    List<Subscription> remove(Subscriber subscriber) {
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
            ends.remove(id);
        }
    }

    /** Notes that a task has to be looked at, of which this was heard; returns whether somebody follows it. */
    boolean mark(TaskChange change) {
        boolean followed = mark(change.id());
        if (followed && change.kind().isFinal()) {
            ends.put(change.id(), System.nanoTime());
        }
        return followed;
    }

    /** Notes that this task has to be looked at; returns whether somebody follows it. */
    boolean mark(UUID id) {
        boolean followed = byTask.containsKey(id);
        if (followed) {
            marked.add(id);
        }
        return followed;
    }

    /** Marks those again that are over, as was heard, but were not yet found to be. */
    void recordStatuses(Map<UUID, Status> found) {
        long now = System.nanoTime();
        ends.entrySet().removeIf(end -> {
            Status status = found.get(end.getKey());
            return status != null && (status.finished() || now - end.getValue() > END_NANOS);
        });
        found.keySet().stream().filter(ends::containsKey).forEach(this::mark);
    }

    void markAll() {
        marked.addAll(byTask.keySet());
    }

    boolean isMarked() {
        return !marked.isEmpty();
    }

    /** What is marked and who follows it; then nothing is marked any more. */
    MarkedTasks takeMarked() {
        Set<UUID> ids = Set.copyOf(marked);
        marked.clear();
        Set<TaskStream> streams = new HashSet<>();
        ids.forEach(id -> streams.addAll(byTask.getOrDefault(id, Set.of())));
        return new MarkedTasks(ids, new ArrayList<>(streams));
    }

    /**
     * Tasks that are looked at together. Whoever follows one from now on is not among these streams: it has marked its
     * own again.
     *
     * @param ids the tasks
     * @param streams who follows any of them
     */
    record MarkedTasks(Set<UUID> ids, List<TaskStream> streams) {}
}
