package org.caraway.web.internal.live;

import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A client that follows certain tasks: it is sent where each stands, and again whenever that has changed, until all are
 * over. Confined to the hub's loop.
 *
 * <p>The id of a message is a fingerprint of all that the client has been sent by then. A client that comes back with
 * it, and finds nothing changed, is sent nothing; otherwise it is sent all tasks again.
 */
final class TaskStream {

    private final Subscriber subscriber;
    private final Set<UUID> ids;
    private final SortedMap<UUID, Status> sent = new TreeMap<>();
    private @Nullable String known;

    /**
     * Follows these tasks.
     *
     * @param known the id of the last message that the client has, null for none
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

    /** Sends what is new in this, which has all of its tasks the first time. */
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

    /** Whether a client that has this message has seen all of these, and all are over: it need not connect any more. */
    static boolean isDone(SortedMap<UUID, Status> all, @Nullable String known) {
        return all.values().stream().allMatch(Status::finished)
                && Status.fingerprint(all).equals(known);
    }
}
