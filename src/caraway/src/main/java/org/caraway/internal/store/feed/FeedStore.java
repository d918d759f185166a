package org.caraway.internal.store.feed;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * The task changes that nodes report to followers. Thread-safe. Each method is a transaction of its own, and throws
 * {@link org.caraway.QueueUnavailableException} if the database does not answer.
 */
public interface FeedStore {

    /** Whether there is a follower, on any node. */
    boolean wanted();

    /**
     * Makes all nodes report changes, for this time from now. If the feed was not wanted any more, the numbers skip
     * one, which no row has: so a former follower finds out that it missed changes.
     *
     * @return the number of the last row
     */
    long want(Duration span);

    /**
     * Appends rows after all committed ones, unless the feed is not wanted any more.
     *
     * @param node the reporting node
     * @param changes the changes of each row, at least one
     * @return the number of the last row; empty if nothing was written
     */
    OptionalLong append(String node, List<String> changes);

    /** The number of the last row, or a higher one that no row has. */
    long last();

    /**
     * The rows from one number to another, both included, in their order: at most this many, and fewer if some are
     * deleted.
     */
    List<FeedRow> read(long from, long to, int limit);

    /**
     * Deletes rows that are older than this, the oldest first and at most this many.
     *
     * @return whether any row remains
     */
    boolean prune(Duration retention, int limit);
}
