package org.caraway.web.internal.live;

import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A client that is subscribed to tasks: it receives the status of each task, and every change of it, until all tasks
 * have finished. Confined to the loop of the hub.
 *
 * <p>The id of a message is a fingerprint of all statuses that the client has received so far. If a client reconnects
 * with this id and nothing has changed, it receives nothing; otherwise it receives all statuses again.
 */
final class TaskStream {

    private final Subscriber subscriber;
    private final Set<UUID> ids;
    private final SortedMap<UUID, Status> sent = new TreeMap<>();
    private @Nullable String known;

    /**
     * Subscribes to these tasks.
     *
     * @param known the id of the last message that the client has received, null for none
     */
    TaskStream(Subscriber subscriber, Set<UUID> ids, @Nullable String known) {
        this.subscriber = subscriber;
        this.ids = Set.copyOf(ids);
        this.known = known;
    }

    Subscriber subscriber() {
        return subscriber;
    }

    Set<UUID> ids() {
        return ids;
    }

    /** Sends the statuses that have changed. The first call has the statuses of all tasks. */
    void show(Map<UUID, Status> now) {
        if (sent.isEmpty() && known != null) {
            skip(now, known);
        }
        for (UUID id : ids) {
            Status status = now.get(id);
            if (status != null && hasChanged(status, sent.put(id, status))) {
                subscriber.offer(new Message(status.event(), Status.fingerprint(sent), status.json(), id));
            }
        }
        if (sent.size() == ids.size() && sent.values().stream().allMatch(Status::finished)) {
            subscriber.closeAfterQueue(CloseReason.COMPLETED);
        }
    }

    private static boolean hasChanged(Status status, @Nullable Status before) {
        return before == null || !before.fingerprint().equals(status.fingerprint());
    }

    private void skip(Map<UUID, Status> now, String last) {
        known = null;
        SortedMap<UUID, Status> all = new TreeMap<>(now);
        all.keySet().retainAll(ids);
        if (Status.fingerprint(all).equals(last)) {
            sent.putAll(all);
        }
    }

    /**
     * Whether all statuses are final, and the client with this last message id has received them all: it need not
     * connect again.
     */
    static boolean isDone(SortedMap<UUID, Status> all, @Nullable String known) {
        return all.values().stream().allMatch(Status::finished)
                && Status.fingerprint(all).equals(known);
    }
}
