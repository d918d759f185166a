package org.caraway.it.nodes.uniquekey;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.caraway.Task;
import org.caraway.TaskEvent;

/** A task that is enqueued once, or expires. */
@ApplicationScoped
public class UniqueKeyTasks {

    private final Set<UUID> expired = ConcurrentHashMap.newKeySet();

    /** Returns what it was given. */
    @Task
    public String echo(String text) {
        return text;
    }

    void expired(@Observes TaskEvent.Expired event) {
        expired.add(event.task().id());
    }

    /** Whether this process received the event that the task expired. */
    public boolean eventsOf(UUID id) {
        return expired.contains(id);
    }
}
