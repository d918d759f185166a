package org.caraway.web.internal.live;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.caraway.admin.TaskChange;
import org.caraway.web.internal.json.ChangeShapes;

/** The messages of the latest changes, so that each is made once for all who follow. Thread-safe. */
final class ChangeMessages {

    private static final int KEPT = 1_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Message> byPosition = new LinkedHashMap<>(); // guarded by the lock

    Message of(TaskChange change) {
        lock.lock();
        try {
            Message made = byPosition.get(change.position());
            if (made == null) {
                made = new Message(
                        "change", change.position(), ChangeShapes.change(change).toString(), null);
                byPosition.put(change.position(), made);
                if (byPosition.size() > KEPT) {
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
