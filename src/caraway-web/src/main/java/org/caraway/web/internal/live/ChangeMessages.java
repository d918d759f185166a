package org.caraway.web.internal.live;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.caraway.admin.TaskChange;
import org.caraway.web.internal.json.ChangeShapes;

/**
 * The messages of the latest changes, so that each is made once for all who follow. Thread-safe.
 *
 * <p>So is the choice among them: the feed gives one list to all who stand at the same place, and a thousand clients
 * have few different wishes.
 */
final class ChangeMessages {

    private static final int CACHE_CAP = 1_000;

    private final ReentrantLock lock = new ReentrantLock();
    // the rest is guarded by the lock
    private final Map<String, Message> byPosition = new LinkedHashMap<>();
    private final Map<Subscription, List<Message>> selected = new HashMap<>(); // of the latest list
    private List<TaskChange> latest = List.of();

    /** Of those that this wish means. */
    @SuppressWarnings("ReferenceEquality") // the very same list, which nobody changes
    List<Message> of(List<TaskChange> changes, Subscription wish) {
        lock.lock();
        try {
            if (latest != changes) {
                latest = changes;
                selected.clear();
            }
            return selected.computeIfAbsent(
                    wish,
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
