package org.caraway.admin;

import java.util.List;

/**
 * Receives the changes of a {@link TaskFeed}. One thread of the feed calls the methods of all listeners of the
 * application, one after another, so they must return immediately and pass longer work to another thread. Their
 * exceptions are logged, and they still receive the next changes. The thread has no transaction and no request context.
 */
@FunctionalInterface
public interface FeedListener {

    /** Receives changes in the order of their positions; at least one, at most a few hundred. The list is immutable. */
    void changes(List<TaskChange> changes);

    /**
     * Changes were lost between the previous and the next ones: the requested position is older than the retained
     * changes, or there were no subscribers meanwhile; a node had more changes at a time than it could send; or the
     * database was unavailable for too long, or has crashed. A listener that shows the state of tasks should read it
     * again.
     */
    default void gap() {}
}
