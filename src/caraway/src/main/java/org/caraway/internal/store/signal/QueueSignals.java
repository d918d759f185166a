package org.caraway.internal.store.signal;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Notifies listeners of tasks that this JVM has committed, and of those that other nodes report. Thread-safe. A signal
 * is only a hint: listeners also poll, because SQL clients write too.
 */
public final class QueueSignals {

    private final CopyOnWriteArrayList<Listener> listeners = new CopyOnWriteArrayList<>();

    /** A listener. Its methods return at once and do not throw. */
    public interface Listener {

        /** A task of this queue was committed that may run after {@code delay}, zero for at once. */
        default void due(String queue, Duration delay) {}

        /** These tasks of this queue were committed and may run at once; by default reported as one due task. */
        default void ready(String queue, List<Ready> tasks) {
            due(queue, Duration.ZERO);
        }

        /** Another node has committed a task of this queue, null for any, that may run now or soon. */
        default void dueElsewhere(@Nullable String queue) {}

        /** These tasks have reached a final state. */
        default void finished(Collection<UUID> ids) {}
    }

    /**
     * A task that may run. Immutable.
     *
     * @param id its id
     * @param name the name of its definition
     */
    public record Ready(UUID id, String name) {}

    /** Notifies this listener from now on. */
    public void add(Listener listener) {
        listeners.add(listener);
    }

    /** Stops notifying this listener. */
    public void remove(Listener listener) {
        listeners.remove(listener);
    }

    /** Notifies all listeners. */
    public void due(String queue, Duration delay) {
        listeners.forEach(listener -> listener.due(queue, delay));
    }

    /** Notifies all listeners. */
    public void ready(String queue, List<Ready> tasks) {
        listeners.forEach(listener -> listener.ready(queue, tasks));
    }

    /** Notifies all listeners. */
    public void dueElsewhere(@Nullable String queue) {
        listeners.forEach(listener -> listener.dueElsewhere(queue));
    }

    /** Notifies all listeners. */
    public void finished(Collection<UUID> ids) {
        listeners.forEach(listener -> listener.finished(ids));
    }
}
