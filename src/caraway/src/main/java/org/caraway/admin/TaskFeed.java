package org.caraway.admin;

import org.jspecify.annotations.Nullable;

/**
 * What happens to tasks, as it happens, on every node that shares the database. Injectable; thread-safe.
 *
 * <pre>{@code
 * @Inject TaskFeed feed;
 *
 * Subscription subscription = feed.subscribe(null, changes -> changes.forEach(screen::show));
 * …
 * subscription.close();
 * }</pre>
 *
 * <p>Nodes tell what happens only while somebody follows, anywhere; else the feed costs each node one small read a
 * second. So a new follower is told of this node's steps at once, but may miss those that other nodes take in the first
 * moment, or in the first second if nobody has followed before: follow first, then read the state of what is to be
 * shown. Changes come about a tenth of a second after the step. Those of one node come in the order in which it took
 * the steps. Those of two nodes come in one order that is the same for all followers, but within a tenth of a second
 * need not be that of the steps: {@link TaskChange.Kind#STARTED} may be told before {@link TaskChange.Kind#ENQUEUED}.
 *
 * <p>A hint, not a record: what is lost is told as a {@link FeedListener#gap}, but a node that dies takes along what it
 * had yet to tell, without one. An end that is told may be a few milliseconds ahead of the table. Steps that SQL
 * clients take are not told, nor that an operator has put a task back, nor attempts that run inline, which are not in
 * the table. What must not be missed is read from the state of the task.
 *
 * <p>It asks nobody for permission, as {@link TaskAdmin} does not, and is there where that is closed, too.
 */
public interface TaskFeed {

    /**
     * Follows from now on, or from behind a position. Returns at once, does not touch the database, and is no part of a
     * transaction.
     *
     * @param after the {@link TaskChange#position} of the last change that is known, of any follower on any node; what
     *     came after it is told first, as far as it is kept, which is about five minutes while somebody follows. Null
     *     to begin with what happens now
     * @throws IllegalArgumentException if no change can have this position
     * @throws IllegalStateException if the application is being stopped
     */
    Subscription subscribe(@Nullable String after, FeedListener listener);

    /** Somebody who follows, until that is closed. Thread-safe. */
    interface Subscription extends AutoCloseable {

        /**
         * Ends it: no call of the listener begins afterwards; one that is under way goes on. Does nothing the second
         * time.
         */
        @Override
        void close();
    }
}
