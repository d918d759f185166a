package org.caraway.internal.store.feed;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * What nodes tell those who follow tasks. Thread-safe. Each method is a transaction of its own, and throws
 * {@link org.caraway.QueueUnavailableException} if the database does not answer.
 */
public interface FeedStore {

    /** Whether somebody follows, on any node. */
    boolean wanted();

    /**
     * Has all nodes tell what happens, for this time from now. If nobody wanted that any more, the numbers go on behind one that no
     * row has: whoever followed before finds that something is missing.
     *
     * @return the number of the last row
     */
    long want(Duration span);

    /**
     * Appends rows, behind all that are committed, unless nobody wants them any more.
     *
     * @param node who tells
     * @param changes for each row what happened, at least one
     * @return the number of the last row; empty if nothing was written
     */
    OptionalLong append(String node, List<String> changes);

    /** The number of the last row, or a higher one that no row has. */
    long last();

    /** The rows from one number to another, both included, in their order: at most this many, and fewer if some are gone. */
    List<FeedRow> read(long from, long to, int limit);

    /**
     * Deletes rows that are older than this, the oldest first and at most this many.
     *
     * @return whether any row is left
     */
    boolean prune(Duration retention, int limit);
}
