package org.caraway.web.internal.live;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.caraway.admin.TaskChange;
import org.caraway.web.internal.json.ChangeShapes;

/**
 * A cache of the messages of the latest changes, so that each is encoded once for all clients. Thread-safe.
 *
 * <p>The filtered messages are cached as well: the feed passes the same list to all clients at the same position, and a
 * thousand clients have few different subscriptions.
 */
final class ChangeMessages {

    private static final int CACHE_CAP = 1_000;

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<String, Message> byPosition = new LinkedHashMap<>();

    @GuardedBy("lock")
    private final Map<Subscription, List<Message>> selected = new HashMap<>(); // of the latest list

    @GuardedBy("lock")
    private List<TaskChange> latest = List.of();

    /** The messages of the changes that match this subscription. */
    @SuppressWarnings("ReferenceEquality") // the very same list, which nobody changes
    List<Message> of(List<TaskChange> changes, Subscription subscription) {
        lock.lock();
        try {
            if (latest != changes) {
                latest = changes;
                selected.clear();
            }
            return selected.computeIfAbsent(
                    subscription,
                    one -> changes.stream().filter(one::matches).map(this::of).toList());
        } finally {
            lock.unlock();
        }
    }

    private Message of(TaskChange change) {
        lock.lock();
        try {
            Message made = byPosition.get(change.position());
            if (made == null) {
                made = new Message(
                        "change", change.position(), ChangeShapes.change(change).toString(), null);
                byPosition.put(change.position(), made);
                if (byPosition.size() > CACHE_CAP) {
                    Iterator<String> oldest = byPosition.keySet().iterator();
                    oldest.next();
                    oldest.remove();
                }
            }
            return made;
        } finally {
            lock.unlock();
        }
    }
}
