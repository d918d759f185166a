package org.caraway.admin;

import java.util.List;

/**
 * Receives the changes of a {@link TaskFeed}. Its methods are called on the feed's one thread, one after another, which
 * serves all listeners of the application: they return at once, and hand on what takes longer. What they throw is
 * logged, and they are told of the next change all the same. The thread has no transaction and no request context.
 */
@FunctionalInterface
public interface FeedListener {

    /** Receives changes in the order of their positions; at least one, at most a few hundred. The list is immutable. */
    void changes(List<TaskChange> changes);

    /**
     * Changes were lost between those told before and those that follow: the position asked for is older than what is
     * kept, or nobody followed meanwhile; a node took more steps at once than it could tell; the database was away for
     * too long, or has crashed. Who shows the state of tasks reads it anew.
     */
    default void gap() {}
}
