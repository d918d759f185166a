package org.caraway.admin;

import org.jspecify.annotations.Nullable;

/**
 * A live stream of the state changes of tasks on all nodes that share the database. Injectable; thread-safe.
 *
 * <pre>{@code
 * @Inject TaskFeed feed;
 *
 * Subscription subscription = feed.subscribe(null, changes -> changes.forEach(screen::show));
 * …
 * subscription.close();
 * }</pre>
 *
 * <p>Nodes send changes only while there is a subscriber on any node; otherwise the feed costs each node one small read
 * a second. A new subscriber receives this node's changes immediately, but may miss changes of other nodes in the first
 * moment, or in the first second if there was no subscriber before: subscribe first, then read the state of the tasks
 * to show. Changes arrive about a tenth of a second after they happened. Changes of one node arrive in the order in
 * which they happened. Changes of two nodes arrive in an order that is the same for all subscribers, but within a tenth
 * of a second it may differ from the real order: {@link TaskChange.Kind#STARTED} may arrive before {@link
 * TaskChange.Kind#ENQUEUED}.
 *
 * <p>Delivery is not guaranteed: lost changes are reported as a {@link FeedListener#gap}, but a node that dies loses
 * its unsent changes without a gap. The end of a task may arrive a few milliseconds before it is visible in the table.
 * The feed does not contain changes by SQL clients, requested retries and reruns, nor attempts that run inline, which
 * are in no table. To miss nothing, read the state of the tasks.
 *
 * <p>Like {@link TaskAdmin} it does not check permissions. It is also available where {@link TaskAdmin} is disabled.
 */
public interface TaskFeed {

    /**
     * Subscribes to changes from now on, or after a position. Returns immediately, does not use the database, and is
     * not part of a transaction.
     *
     * @param after the {@link TaskChange#position} of the last known change, from any subscriber on any node; the
     *     retained changes after it are sent first. Changes are retained for about five minutes while there is a
     *     subscriber. Null to receive only new changes
     * @throws IllegalArgumentException if the position is invalid
     * @throws IllegalStateException if the application is being stopped
     */
    Subscription subscribe(@Nullable String after, FeedListener listener);

    /** A subscription, active until it is closed. Thread-safe. */
    interface Subscription extends AutoCloseable {

        /**
         * Ends the subscription: no call of the listener begins afterwards; a running call continues. Repeated calls
         * have no effect.
         */
        @Override
        void close();
    }
}
